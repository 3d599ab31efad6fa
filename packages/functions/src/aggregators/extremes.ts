import type {Long} from '../long.ts';
import {Queue} from '../queue.ts';
import {type Aggregator, returns} from '../record.ts';
import {oneNumber} from './sums.ts';

const drop = (queue: Queue, value: Long): void => queue.drop(value);

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
      subtracts ? {d: () => new Queue(), v: () => null} : {v: () => null},
    add: (f, v, _, subtracts) => {
      // In place where no cut looks on: a call for each value costs.
      const queue = (d: string): string =>
        `const d=${d},q=d.items;if(d.reader===null)while(q.length>d.head&&${v}${beats}q[q.length-1])q.pop();else while(d.length>0&&${v}${beats}d.last())d.pop();q.push(${v});`;
      const best = f('v');
      return `if(${v}!==null){${subtracts ? queue(f('d')) : ''}if(${best}===null||${v}${beats}${best})${best}=${v};}`;
    },
    // What leaves first came first: it is the head, or was beaten and is there no more. Only if it is elsewhere it is searched for.
    remove: (f, v, _, help) =>
      `if(${v}!==null){const d=${f('d')},q=d.items;if(q.length>d.head&&q[d.head]===${v})d.shift();else{let i=d.head+1;while(i<q.length&&q[i]!==${v})i++;if(i<q.length||${v}!==${v})${help.constant(drop)}(d,${v});}${headText(f('v'))}}`,
    value: (f) => f('v'),
  };
}
/** The head answers; where it did already it is not written again, which would make a number on the heap. */
const headText = (best: string): string =>
  `if(d.length===0)${best}=null;else if(${best}!==d.first()||d.first()===0)${best}=d.first();`;

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
