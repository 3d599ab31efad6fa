import type {Recorded} from '../cases/case.ts';
import {condition, expression} from './expressions.ts';
import type {Draft, Input} from './draft.ts';
import {selection} from './selection.ts';
import {type Attribute, define, namesOf, type Source} from './streams.ts';
import {literal, randomValue, type ValueType} from './values.ts';

export type Table = {id: string; attributes: Attribute<ValueType>[]; key: string[]};

/** A table of the input's attributes, with or without key and index. */
export function table(draft: Draft, like: Input, id = 'T'): Table {
  const {dice} = draft;
  const keyed = dice.weighted({none: 4, key: 3, keys: 1, index: 2, both: 1});
  const names = like.attributes.map((a) => a.name);
  const key = keyed === 'key' || keyed === 'both' ? [dice.pick(names)] : keyed === 'keys' ? names.slice(0, 2) : [];
  const index =
    keyed === 'index' || keyed === 'both' ? [...new Set(dice.times(dice.between(1, 2), () => dice.pick(names)))] : [];
  const annotations = [
    key.length > 0 ? `@PrimaryKey(${key.map((k) => `'${k}'`).join(', ')}) ` : '',
    ...index.map((i) => `@Index('${i}') `),
  ].join('');
  const made = {id, attributes: like.attributes, key};
  draft.definitions.push(`${annotations}${define('table', made)}`);
  return made;
}

/** Queries from the input that change the table. */
export function changes(draft: Draft, from: Input, into: Table): void {
  const {dice} = draft;
  const all = from.attributes.map((a) => a.name).join(', ');
  const source = `${from.id}${dice.maybe(0.3, () => `[${condition(dice, {names: namesOf(from.attributes)}, 1)}]`)}`;
  const on = (): string => matching(draft, from.attributes, into);
  switch (dice.weighted({insert: 4, update: 3, upsert: 3, delete: 2, leaving: 1.5})) {
    case 'insert':
      return draft.query(`from ${source} select ${all} insert ${dice.maybe(0.1, () => 'all events ')}into ${into.id}`);
    case 'leaving': {
      // What leaves a window, or all that it says, changes the table.
      const held = `${from.id}#window.${dice.pick(['length(1)', 'length(2)', 'lengthBatch(2)'])}`;
      const kind = dice.pick(['expired', 'expired', 'all', 'current']);
      const set = dice.chance(0.5) ? assignments(draft, from.attributes, into) : '';
      return draft.query(
        dice.chance(0.4)
          ? `from ${held} select ${all} delete ${into.id} for ${kind} events on ${on()}`
          : `from ${held} select ${all} update ${dice.maybe(0.3, () => 'or insert into ')}${into.id} for ${kind} events ${set}on ${on()}`,
      );
    }
    case 'update':
      return draft.query(
        `from ${source} select ${all} update ${into.id} ${assignments(draft, from.attributes, into)}on ${on()}`,
      );
    case 'upsert':
      return draft.query(
        `from ${source} select ${all} update or insert into ${into.id} ${assignments(draft, from.attributes, into)}on ${on()}`,
      );
    case 'delete':
      return draft.query(`from ${source} select ${all} delete ${into.id} on ${on()}`);
  }
}

/** A condition between an event and a row. */
export function matching(draft: Draft, event: readonly Attribute[], {id, attributes}: Table): string {
  const {dice} = draft;
  const other = dice.pick(attributes);
  const mine = event.filter((a) => a.type === other.type).map((a) => a.name);
  const value = (): string => (mine.length > 0 && dice.chance(0.8) ? dice.pick(mine) : literal(dice, other.type));
  const ordered = other.type !== 'string' && other.type !== 'bool';
  const operator = ordered && dice.chance(0.35) ? dice.pick(['<', '<=', '>', '>=', '!=']) : '==';
  const simple = dice.chance(0.8)
    ? `${id}.${other.name} ${operator} ${value()}`
    : `${value()} ${operator} ${id}.${other.name}`;
  if (dice.chance(0.7)) return simple;
  const scope = {names: [...namesOf(attributes, id), ...namesOf(event)]};
  return `${simple} ${dice.pick(['and', 'and', 'or'])} ${condition(dice, scope, dice.between(0, 1))}`;
}

function assignments(draft: Draft, event: readonly Attribute[], {id, attributes}: Table): string {
  const {dice} = draft;
  if (dice.chance(0.4)) return '';
  const targets = [...new Set(dice.times(dice.between(1, 2), () => dice.pick(attributes)))];
  const scope = {names: [...namesOf(event), ...namesOf(attributes, id)]};
  return `set ${targets.map((t) => `${id}.${t.name} = ${expression(dice, t.type, scope, dice.between(0, 1))}`).join(', ')} `;
}

/** On-demand queries of a table or named window: finds, and for tables changes. */
export function questions(draft: Draft, source: Source, changeable?: Table): void {
  const {dice} = draft;
  const plain = namesOf(source.attributes);
  const on = (): string =>
    dice.maybe(
      0.6,
      () => ` on ${condition(dice, {names: dice.chance(0.5) ? plain : namesOf(source.attributes, source.id)}, 1)}`,
    );
  const find = () => ({
    query: `from ${source.id}${on()} ${selection(dice, {names: plain}, {aggregates: 0.4, star: source.attributes}).text}`,
  });
  draft.questions.push(() => ({query: `from ${source.id} select *`}), find);
  if (changeable) draft.questions.push(() => ({query: change(draft, changeable)}));
}

function change(draft: Draft, into: Table): string {
  const {dice} = draft;
  const row = into.attributes
    .map((a) => `${constant(randomValue(dice, a.type, {null: 0, extreme: 0}), a.type)} as ${a.name}`)
    .join(', ');
  const on = matching(draft, [], into);
  switch (dice.weighted({insert: 2, update: 3, upsert: 2, delete: 2})) {
    case 'insert':
      return `select ${row} insert into ${into.id}`;
    case 'update': {
      const target = dice.pick(into.attributes);
      const value = expression(dice, target.type, {names: namesOf(into.attributes, into.id)}, 1);
      return `update ${into.id} set ${into.id}.${target.name} = ${value} on ${on}`;
    }
    case 'upsert':
      return `select ${row} update or insert into ${into.id} ${assignments(draft, into.attributes, into)}on ${matching(draft, into.attributes, into)}`;
    case 'delete':
      return dice.chance(0.6)
        ? `delete ${into.id} on ${on}`
        : `select ${row.replaceAll(/ as (\w+)/g, ' as $1_')} delete ${into.id} on ${into.id}.${dice.pick(into.attributes).name} == ${dice.pick(into.attributes).name}_`;
  }
}

function constant(value: Recorded, type: ValueType): string {
  const text = typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
  return text + (type === 'long' ? 'L' : type === 'float' ? 'f' : type === 'double' ? 'd' : '');
}
