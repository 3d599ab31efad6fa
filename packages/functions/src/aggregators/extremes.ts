import type {Long} from '../long.ts';
import {type Aggregator, returns} from '../record.ts';
import {oneNumber} from './sums.ts';

/** Drops the first value equal to `value`; the head nearly always. */
function drop(queue: Long[], value: Long): void {
  const at = queue[0] === value ? 0 : queue.findIndex((v) => v === value || (Number.isNaN(v) && Number.isNaN(value)));
  if (at >= 0) queue.splice(at, 1);
}

/**
 * While values leave (`subtracts`), the held candidates lie in a monotone
 * queue: the head is the answer, each value goes in and out once. Otherwise
 * one running value is enough.
 */
function held(name: 'min' | 'max', word: string, beats: '<' | '>'): Aggregator {
  return {
    name,
    signature: `${name}(number)`,
    doc: `The ${word} value held, of the argument's type. Nulls are skipped; over nothing it is null.`,
    examples: [{expression: `${name}(5)`, result: 5}],
    rule: (args) => oneNumber(name, args) ?? returns(args[0]!.type),
    fields: (_, subtracts): Record<string, () => unknown> => (subtracts ? {d: () => []} : {v: () => null}),
    add: (f, v, _, subtracts) =>
      subtracts
        ? `if(${v}!==null){const d=${f('d')};while(d.length>0&&${v}${beats}d[d.length-1])d.pop();d.push(${v});}`
        : `if(${v}!==null&&(${f('v')}===null||${v}${beats}${f('v')}))${f('v')}=${v};`,
    remove: (f, v, _, help) => `if(${v}!==null)${help.constant(drop)}(${f('d')},${v});`,
    value: (f, _, subtracts) => (subtracts ? `(${f('d')}.length===0?null:${f('d')}[0])` : f('v')),
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
