import type {AttributeType} from '@tandem/siddhiql';
import type {Dice} from './dice.ts';
import {numericTypes, type ValueType, valueTypes} from './values.ts';

export type Attribute<T extends AttributeType = AttributeType> = {name: string; type: T};

/** A stream, table or window of a generated app. */
export type Source = {id: string; attributes: Attribute[]};

/** What is sent: `k string, v int`, and up to four more of any type. `prefix` keeps names of two streams apart. */
export function inputAttributes(dice: Dice, prefix = ''): Attribute<ValueType>[] {
  const more = dice.times(dice.between(0, 3), (i) => ({name: `${prefix}a${i}`, type: dice.pick(valueTypes)}));
  return [
    {name: `${prefix}k`, type: dice.chance(0.85) ? 'string' : dice.pick(['int', 'bool', 'long'] as const)},
    {name: `${prefix}v`, type: dice.chance(0.7) ? 'int' : dice.pick(numericTypes)},
    ...more,
  ];
}

export const define = (kind: 'stream' | 'table' | 'window', {id, attributes}: Source, rest = ''): string =>
  `define ${kind} ${id} (${attributes.map((a) => `${a.name} ${a.type}`).join(', ')})${rest}`;

export const namesOf = (attributes: readonly Attribute[], qualifier = ''): {text: string; type: AttributeType}[] =>
  attributes.map((a) => ({text: qualifier === '' ? a.name : `${qualifier}.${a.name}`, type: a.type}));
