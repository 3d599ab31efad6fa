/** State of one kind, and how to come by it. `held`: how many of what the table counts. */
export type Shape = {
  name: string;
  text: string;
  /** Events to send until it is full. */
  events: number;
  /** What restoring is counted in, and how many there are after so many events. */
  unit: 'events' | 'rows' | 'groups' | 'keys';
  held: (sent: number) => number;
  /** Different values of `id`. */
  ids: number;
  /** ms between two events; 0: the clock stands. */
  step: number;
};

const stream = 'define stream S (symbol string, price double, volume long, id int, key string);';

/** `n` events in windows, a tenth as many groups, keys and pending matches. */
export function shapes(n: number): Shape[] {
  const tenth = Math.ceil(n / 10);
  /** It has kept all that ever came. */
  const all = (sent: number): number => sent;
  const groups: Partial<Shape> = {unit: 'groups', held: () => tenth};
  const keys: Partial<Shape> = {unit: 'keys', held: () => tenth};
  const shape = (name: string, text: string, rest: Partial<Shape> = {}): Shape => ({
    name,
    text: `${stream} ${text}`,
    events: n,
    unit: 'events',
    held: () => n,
    ids: tenth,
    step: 0,
    ...rest,
  });
  return [
    shape(`length(${n})`, `from S#window.length(${n}) select symbol, avg(price) as p insert into O;`),
    shape(
      `length(${n}), sum, avg and max by ${tenth} groups`,
      `from S#window.length(${n}) select id, sum(volume) as s, avg(price) as a, max(price) as m group by id insert into O;`,
    ),
    shape(`time, ${n} events`, 'from S#window.time(10 hours) select symbol, sum(volume) as s insert into O;', {
      step: 1,
      held: all,
    }),
    shape(
      `${tenth} groups, no window`,
      'from S select id, sum(volume) as s, avg(price) as a, max(price) as m group by id insert into O;',
      {events: 2 * tenth, ...groups},
    ),
    shape(
      `${tenth} partition keys, length(10) each`,
      'partition with (id of S) begin from S#window.length(10) select id, sum(volume) as s insert into O; end;',
    ),
    shape(
      `a table of ${n} rows, key and index`,
      `@primaryKey('id') @index('symbol') define table T (id int, symbol string, price double, volume long);
       from S select id, symbol, price, volume update or insert into T on T.id == id;`,
      {ids: n, unit: 'rows'},
    ),
    shape(
      `aggregation of ${tenth} groups, sec...hour`,
      `define aggregation A from S select id, sum(volume) as s, avg(price) as a group by id aggregate every sec...hour;`,
      {events: 2 * tenth, held: all, step: 1},
    ),
    shape(
      `${tenth} pending matches of a pattern`,
      'from every e1=S[price > 0.0] -> e2=S[id == e1.id and price < 0.0] select e1.id as a insert into O;',
      {events: tenth, held: all},
    ),
    shape(
      `${tenth} pending matches, three events within an hour`,
      `from every e1=S -> e2=S[id == e1.id and volume > e1.volume] -> e3=S[id == e1.id and price < 0.0] within 1 hour
       select e1.id as a insert into O;`,
      {events: 2 * tenth, held: all, step: 1},
    ),
    shape(
      `${tenth} pending matches, one event counted`,
      `from every e1=S<2:3> -> e2=S[id == e1[0].id and price < 0.0] select e2.id as a insert into O;`,
      {events: 2 * tenth, held: all},
    ),
    shape(
      `${tenth} awaited silences`,
      'from every e1=S -> not S[id == e1.id and price < 0.0] for 10 hours select e1.id as a insert into O;',
      {events: tenth, held: all},
    ),
    shape(
      `sessions of ${tenth} keys, ${n} events`,
      `from S#window.session(1 hour, key) select key, id insert into O;`,
      {step: 1, held: all},
    ),
    shape(`sort(${tenth})`, `from S#window.sort(${tenth}, price) select id, price insert into O;`, {
      events: tenth,
      held: () => tenth,
    }),
    shape(`frequent(${tenth})`, `from S#window.frequent(${tenth}, key) select key, price insert into O;`, {
      events: 2 * tenth,
      ...keys,
    }),
    shape(
      `batches of ${n}`,
      `from S#window.lengthBatch(${2 * n}) select id, sum(price) as s group by id insert into O;`,
      {held: all},
    ),
    shape(`delay of ${n} events`, 'from S#window.delay(10 hours) select id, price insert into O;', {
      step: 1,
      held: all,
    }),
    shape(
      `an expression that holds ${n}`,
      `from S#window.expression('count() <= ${n}') select id, price insert into O;`,
    ),
    shape(
      `distinct values: ${tenth} of ${n}`,
      `from S#window.length(${n}) select distinctCount(id) as d, max(price) as m insert into O;`,
    ),
    shape(`all output every ${n} events`, `from S select id, price output all every ${2 * n} events insert into O;`, {
      held: all,
    }),
    shape(
      `the last of ${tenth} groups every day`,
      'from S select id, price group by id output last every 1 day insert into O;',
      groups,
    ),
    shape(
      `snapshots of ${tenth} groups every day`,
      'from S select id, sum(price) as s group by id output snapshot every 1 day insert into O;',
      groups,
    ),
    shape(
      `snapshots of length(${n}) every day`,
      `from S#window.length(${n}) select id, price output snapshot every 1 day insert into O;`,
    ),
    shape(
      `distinct values: ${tenth} in each of ten groups`,
      `from S select id % 10 as part, eventTimestamp() as v insert into P;
       from P#window.length(${n}) select part, distinctCount(v) as d group by part insert into O;`,
      {step: 1},
    ),
    shape(
      `the maximum of ${n} falling values`,
      `from S select 0L - eventTimestamp() as v insert into P; from P#window.length(${n}) select max(v) as m insert into O;`,
      {step: 1},
    ),
    shape(`timeBatch, ${n} events`, 'from S#window.timeBatch(10 days) select id, price insert into O;', {held: all}),
    shape(
      `externalTimeBatch, ${n} events`,
      'from S#window.externalTimeBatch(volume, 10 days, 0, 20 days) select id, price insert into O;',
      {held: all},
    ),
    shape(`cron, ${n} events`, `from S#window.cron('0 0 0 1 1 ?') select id, price insert into O;`, {held: all}),
    shape(
      `expressionBatch, ${n} events`,
      `from S#window.expressionBatch('count() <= ${2 * n}') select id, price insert into O;`,
      {held: all},
    ),
    shape(
      `a named window of ${n}`,
      `define window W (symbol string, price double, volume long, id int, key string) length(${n}) output all events;
       from S insert into W; from W select id, sum(price) as s insert into O;`,
    ),
    shape(
      `a join of two length(${n / 2})`,
      `from S#window.length(${n / 2}) as a join S[id < 0]#window.length(${n / 2}) as b on a.id == b.id select a.id as id insert into O;`,
      // Nothing comes into the other one.
      {held: () => n / 2},
    ),
    shape(
      `lossyFrequent of ${tenth} keys`,
      'from S#window.lossyFrequent(0.000002, 0.000001, key) select key, price insert into O;',
      keys,
    ),
    shape(
      `aggregation of ${tenth} groups, sec...day, purged`,
      `@purge(enable='true', interval='10 sec', @retentionPeriod(sec='120 sec', min='24 hours', hours='30 days', days='1 year'))
       define aggregation A from S select id, sum(volume) as s, max(price) as m, distinctCount(symbol) as d group by id aggregate every sec...day;`,
      {events: 2 * tenth, held: all, step: 1},
    ),
  ];
}
