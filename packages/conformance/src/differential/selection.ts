import {aggregate, condition, expression, type Scope} from './expressions.ts';
import {type Attribute, namesOf} from './streams.ts';
import type {Dice} from './dice.ts';
import {literal, valueTypes} from './values.ts';

export type Selection = {text: string; attributes: Attribute[]};
/** `star`: the attributes that `select *` gives, where that is allowed. */
export type SelectionOptions = {aggregates?: number; star?: readonly Attribute[]};

/** `select` and what may follow it, over the names of a scope. */
export function selection(dice: Dice, scope: Scope, {aggregates = 0.5, star}: SelectionOptions = {}): Selection {
  if (star && dice.chance(0.15)) {
    const after = dice.maybe(0.2, () => ` having ${condition(dice, {names: namesOf(star)}, 1)}`);
    return {text: `select *${after}`, attributes: [...star]};
  }
  const aggregating = dice.chance(aggregates);
  const items = dice.times(dice.between(1, 4), (i) => item(dice, scope, `o${i}`, aggregating));
  const attributes = items.map(({attribute}) => attribute);
  const group = scope.names.filter((n) => n.type !== 'object');
  const outputs = namesOf(attributes.filter((a) => a.type !== 'object'));
  const clauses = [
    `select ${items.map((i) => i.text).join(', ')}`,
    dice.maybe(aggregating && group.length > 0 ? 0.5 : 0.1, () =>
      group.length === 0
        ? ''
        : `group by ${[...new Set(dice.times(dice.between(1, 2), () => dice.pick(group).text))].join(', ')}`,
    ),
    dice.maybe(
      0.15,
      () =>
        `having ${condition(dice, {names: outputs, ...(scope.library === undefined ? {} : {library: scope.library})}, 1)}`,
    ),
    dice.maybe(0.12, () =>
      outputs.length === 0
        ? ''
        : `order by ${dice.times(dice.between(1, 2), () => `${dice.pick(outputs).text}${dice.pick(['', ' asc', ' desc'])}`).join(', ')}`,
    ),
    dice.maybe(0.08, () => `limit ${dice.between(0, 3)}`),
    dice.maybe(0.05, () => `offset ${dice.between(0, 2)}`),
  ];
  return {text: clauses.filter((c) => c !== '').join(' '), attributes};
}

function item(dice: Dice, scope: Scope, name: string, aggregating: boolean): {text: string; attribute: Attribute} {
  const named = (text: string, type: Attribute['type']): {text: string; attribute: Attribute} => ({
    text: `${text} as ${name}`,
    attribute: {name, type},
  });
  if (scope.names.length > 0 && dice.chance(aggregating ? 0.35 : 0.55)) {
    const {text, type} = dice.pick(scope.names);
    return named(text, type);
  }
  const type = dice.pick(valueTypes);
  if (aggregating && dice.chance(0.75)) {
    const text = aggregate(dice, type, scope);
    if (text !== undefined) return named(text, type);
  }
  const text = expression(dice, type, {...scope, aggregates: aggregating}, dice.between(0, 3));
  return named(text === '' ? literal(dice, type) : text, type);
}

/** `output ...` by events, or nothing; the one by time that follows the playback clock, where there is one. */
export const rate = (dice: Dice, p: number, timed: boolean): string =>
  dice.maybe(p, () =>
    timed && dice.chance(0.15)
      ? `output first every ${dice.pick(['1 sec', '700 milliseconds', '2 sec'])}`
      : `output ${dice.pick(['', 'all ', 'first ', 'last '])}every ${dice.between(dice.chance(0.1) ? 1 : 2, 4)} events`,
  );

/** Which events of a query go on: the word before `events`, with a space after it. */
export const eventType = (dice: Dice): string =>
  dice.weighted({'': 6, 'all events ': 4, 'expired events ': 2, 'current events ': 1});
