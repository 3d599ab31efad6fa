/** One operator broken on purpose: `from`, which must stand exactly once in the file, becomes `to`. `file`: under packages/. */
export type Mutation = {name: string; file: string; from: string; to: string};

const engine = 'engine/src';
const aggregators = 'functions/src/aggregators';

/** What a reader of the semantics would get wrong most easily, one or two a part of the engine. */
export const mutations: readonly Mutation[] = [
  {
    name: 'length holds one event too many',
    file: `${engine}/windows/length.ts`,
    from: 'held.length < this.#n ? null',
    to: 'held.length <= this.#n ? null',
  },
  {
    name: 'length holds one event too many where it is counted',
    file: `${engine}/select/counting-text.ts`,
    from: 'if(b.length>=n)',
    to: 'if(b.length>n)',
  },
  {
    name: 'timeBatch does not reset',
    file: `${engine}/windows/time-batch.ts`,
    from: 'if (came) out.reset(now);',
    to: '',
  },
  {
    name: 'lengthBatch says the batch before what it replaces',
    file: `${engine}/windows/length-batch.ts`,
    from: 'if (this.#host.expiredWanted) this.#last.into(out, EXPIRED, now);\n    out.reset(now);\n    const batch = this.#pending.take();\n    batch.into(out, CURRENT);',
    to: 'const batch = this.#pending.take();\n    batch.into(out, CURRENT);\n    if (this.#host.expiredWanted) this.#last.into(out, EXPIRED, now);\n    out.reset(now);',
  },
  {
    name: 'time lets go a millisecond late',
    file: `${engine}/windows/time.ts`,
    from: 'this.#timer.at(this.#held.timestamp(0) + this.#t);',
    to: 'this.#timer.at(this.#held.timestamp(0) + this.#t + 1);',
  },
  {
    name: 'two nulls are equal',
    file: `${engine}/expression/comparison.ts`,
    from: 'const guards = equality && x === a && y === b ? nulls.slice(0, 1) : nulls;',
    to: 'const guards = equality && x === a && y === b ? [] : nulls;',
  },
  {
    name: 'a division by zero is infinite',
    file: `${engine}/expression/arithmetic.ts`,
    from: "const zero = divides ? `${b}==0` : '';",
    to: "const zero = divides && type !== 'double' ? `${b}==0` : '';",
  },
  {
    name: 'within leaves out its last millisecond',
    file: `${engine}/patterns/expiry.ts`,
    from: 'ts - this.#queue[this.#head]!.first > this.#within',
    to: 'ts - this.#queue[this.#head]!.first >= this.#within',
  },
  {
    name: 'a count takes one event more than its maximum',
    file: `${engine}/patterns/counted-element.ts`,
    from: 'if (partial.list(plan.index).length >= plan.max ||',
    to: 'if (partial.list(plan.index).length > plan.max ||',
  },
  {
    name: 'a count goes on one event after its minimum',
    file: `${engine}/patterns/counted-element.ts`,
    from: 'if (count === min || (strict && count > min))',
    to: 'if (count === min + 1 || (strict && count > min))',
  },
  {
    name: 'every begins no new round',
    file: `${engine}/patterns/progress.ts`,
    from: 'this.leave(partial, step, ts);\n    const group = endingGroup(this.#step(step), step);\n    if (group) this.restart',
    to: 'this.leave(partial, step, ts);\n    const group = endingGroup(this.#step(step), step);\n    if (group && step < 0) this.restart',
  },
  {
    name: 'a left outer join drops what finds nothing',
    file: `${engine}/joins/plan-join.ts`,
    from: 'alone: keepsLeft ? (ts, row)',
    to: 'alone: keepsLeft && keepsRight ? (ts, row)',
  },
  {
    name: 'sum keeps what leaves',
    file: `${aggregators}/sums.ts`,
    from: "step(f('s'), '-', v, help.constant(subtractLong))",
    to: "''",
  },
  {
    name: 'avg divides by one too many',
    file: `${aggregators}/sums.ts`,
    from: "value: (f) => `(${f('n')}===0?null:${f('s')}/${f('n')})`,",
    to: "value: (f) => `(${f('n')}===0?null:${f('s')}/(${f('n')}+1))`,",
  },
  {
    name: 'min forgets nothing that leaves',
    file: `${aggregators}/extremes.ts`,
    from: ')d.shift();else{',
    to: ');else{',
  },
  {
    name: 'output last gives the first',
    file: `${engine}/rate/latest.ts`,
    from: 'entry.ts = ts;\n    entry.kind = kind;\n    entry.row = row;',
    to: '',
  },
  {
    name: 'a snapshot of output last lacks its count',
    file: `${engine}/rate/event-rate.ts`,
    from: 'void (count = state as number)',
    to: 'void (count = 0)',
  },
  {
    name: 'all keys of a partition share their state',
    file: `${engine}/partitions/keys.ts`,
    from: 'let instance = this.all.get(key);',
    to: "key = 'all';\n    let instance = this.all.get(key);",
  },
  {
    name: 'an update leaves the index as it was',
    file: `${engine}/tables/memory-table.ts`,
    from: 'if (changed(position)) hashes.push(which);',
    to: 'if (changed(position) && which < 0) hashes.push(which);',
  },
  {
    name: 'a key is taken twice',
    file: `${engine}/tables/memory-table.ts`,
    from: 'if (isKeyed && !this.#byKey.add(key, entry))',
    to: 'if (isKeyed && !this.#byKey.add(key, entry) && this.key.length > 1)',
  },
  {
    name: 'descending order puts nulls first',
    file: `${engine}/select/order.ts`,
    from: 'if (x !== y) return x === null ? 1 : -1;',
    to: 'if (x !== y) return x === null ? sign : -sign;',
  },
  {
    name: 'null is a group of its own, apart from the text',
    file: `${engine}/select/group-key.ts`,
    from: "case 'string':\n      return `(${code}??'null')`;",
    to: "case 'string':\n      return code;",
  },
  {
    name: 'a snapshot lacks the rows of a length window',
    file: `${engine}/windows/length.ts`,
    from: 'this.#held.load(state);',
    to: '',
  },
  {
    name: 'within of an aggregation includes its end',
    file: `${engine}/aggregations/plan-read.ts`,
    from: 'aggregation.rows(duration, start, end, group)',
    to: 'aggregation.rows(duration, start, end + 1, group)',
  },
];
