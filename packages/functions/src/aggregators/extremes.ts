import type {Long} from '../long.ts';
import {type Aggregator, returns} from '../record.ts';
import {oneNumber} from './sums.ts';

/** Drops the first value equal to `value`, the head nearly always. Answers the head that is left. */
function drop(queue: Long[], value: Long): Long | null {
  if (queue[0] === value) {
    queue.shift();
  } else {
    const at = queue.findIndex((v) => v === value || (Number.isNaN(v) && Number.isNaN(value)));
    if (at >= 0) queue.splice(at, 1);
  }
  return queue[0] ?? null;
}

/**
 * While values leave (`subtracts`), the held candidates lie in a monotone
 * queue, in and out once each, and the head answers whenever one has left.
 * In between a running value does: it differs from the head behind a NaN, which
 * no value beats. Without values that leave the running value is enough.
 */
function held(name: 'min' | 'max', word: string, beats: '<' | '>'): Aggregator {
  return {
    name,
    signature: `${name}(number)`,
    doc: `The ${word} value held, of the argument's type. Nulls are skipped; over nothing it is null.`,
    examples: [{expression: `${name}(5)`, result: 5}],
    rule: (args) => oneNumber(name, args) ?? returns(args[0]!.type),
    fields: (_, subtracts): Record<string, () => unknown> =>
      subtracts ? {d: () => [], v: () => null} : {v: () => null},
    add: (f, v, _, subtracts) => {
      const queue = (d: string): string =>
        `const d=${d};while(d.length>0&&${v}${beats}d[d.length-1])d.pop();d.push(${v});`;
      const best = f('v');
      return `if(${v}!==null){${subtracts ? queue(f('d')) : ''}if(${best}===null||${v}${beats}${best})${best}=${v};}`;
    },
    remove: (f, v, _, help) => `if(${v}!==null)${f('v')}=${help.constant(drop)}(${f('d')},${v});`,
    value: (f) => f('v'),
  };
}

function forever(name: 'minForever' | 'maxForever', word: string, beats: '<' | '>'): Aggregator {
  const take = (f: (name: string) => string, v: string): string =>
    `if(${v}!==null&&(${f('v')}===null||${v}${beats}${f('v')}))${f('v')}=${v};`;
  return {
    name,
    signature: `${name}(number)`,
    doc: `The ${word} value since the start (of a batch, with batch windows); leaving events change nothing. Nulls are skipped.`,
    examples: [{expression: `${name}(5)`, result: 5}],
    rule: (args) => oneNumber(name, args) ?? returns(args[0]!.type),
    fields: () => ({v: () => null}),
    add: take,
    remove: take,
    value: (f) => f('v'),
  };
}

export const min = held('min', 'smallest', '<');
export const max = held('max', 'largest', '>');
export const minForever = forever('minForever', 'smallest', '<');
export const maxForever = forever('maxForever', 'largest', '>');
