import {must} from '@tandem/base';
import type {Draft, Input} from './draft.ts';
import {condition} from './expressions.ts';
import {type Attribute, inputAttributes, namesOf} from './streams.ts';
import {isNumeric, valueTypes} from './values.ts';

const units = ['sec', 'min', 'hour', 'day', 'month', 'year'] as const;
type Unit = (typeof units)[number];
const words: Record<Unit, readonly string[]> = {
  sec: ['sec', 'seconds'],
  min: ['min', 'minutes'],
  hour: ['hour', 'hours'],
  day: ['day', 'days'],
  month: ['month', 'months'],
  year: ['year', 'Years'],
};

/**
 * An incremental aggregation, by an attribute's time (events in any order) or
 * under playback by the clock, asked and joined. `within` always ends where
 * buckets of `per` end: the reference engine answers others by what it has closed.
 */
export function aggregation(draft: Draft): void {
  const {dice} = draft;
  // The reference engine writes closed buckets on another thread.
  draft.settles = true;
  const input = draft.input('S', {attributes: [...inputAttributes(dice), {name: 'at', type: 'long'}]});
  const byAttribute = !draft.timed || dice.chance(0.5);
  const kept = durations(draft);
  const {items, group} = selected(draft, input);
  const text = items.map(({text: item, name}) => (item === name ? name : `${item} as ${name}`)).join(', ');
  draft.definitions.push(
    [
      "@purge(enable='false') define aggregation A from S",
      ` select ${text}${group === undefined ? '' : ` group by ${group}`}`,
      ` aggregate${byAttribute ? ' by at' : ''} every ${kept.text}`,
    ].join(''),
  );
  const columns = [{name: 'AGG_TIMESTAMP', type: 'long' as const}, ...items.map(({name, type}) => ({name, type}))];
  const span = byAttribute ? spans : [always];
  const range = (): string => {
    const per = dice.pick(kept.units);
    const fitting = span.filter(({unit}) => units.indexOf(unit) >= units.indexOf(per));
    return `within ${dice.pick(fitting.length > 0 ? fitting : [always]).text} per '${dice.pick(words[per])}'`;
  };
  draft.questions.push(
    () => ({query: `from A ${range()} select *`}),
    () => ({query: `from A ${on(draft, columns)}${range()} ${asked(draft, columns, group)}`}),
  );
  // Under playback the asking event itself closes buckets, which the reference engine then may not find.
  if (!draft.timed && dice.chance(0.5)) joined(draft, columns, group, range());
  draft.query('from S select k insert into Seen');
}

const always = {unit: 'year' as Unit, text: '0L, 9000000000000L'};
const spans = [
  always,
  {unit: 'year' as Unit, text: "'2020-**-** **:**:**'"},
  {unit: 'month' as Unit, text: "'2020-01-** **:**:**'"},
  {unit: 'day' as Unit, text: "'2020-01-01 **:**:**'"},
  {unit: 'hour' as Unit, text: "'2020-01-01 00:**:**'"},
  {unit: 'min' as Unit, text: "'2020-01-01 00:00:00', '2020-01-01 00:01:00'"},
];

function durations({dice}: Draft): {units: Unit[]; text: string} {
  const from = dice.between(0, 3);
  if (dice.chance(0.7)) {
    const to = dice.between(from, units.length - 1);
    const range = units.slice(from, to + 1);
    return {units: range, text: from === to ? must(units[from], 'a unit') : `${units[from]} ... ${units[to]}`};
  }
  const some = units.filter((_, i) => i === from || dice.chance(0.4));
  return {units: some, text: some.join(', ')};
}

type Item = Attribute & {text: string};

function selected({dice}: Draft, input: Input): {items: Item[]; group: string | undefined} {
  const group = dice.chance(0.75) ? dice.pick(input.attributes.filter((a) => a.name !== 'at')) : undefined;
  const numbers = input.attributes.filter((a) => isNumeric(a.type) && a.name !== 'at');
  const made = dice.times(dice.between(1, 3), (i): Item => {
    const name = `s${i}`;
    const of = dice.pick(numbers);
    switch (dice.weighted({sum: 4, avg: 2, count: 2, min: 2, max: 2, distinctCount: 1, last: 1.5})) {
      case 'sum':
        return {name, type: of.type === 'int' || of.type === 'long' ? 'long' : 'double', text: `sum(${of.name})`};
      case 'avg':
        return {name, type: 'double', text: `avg(${of.name})`};
      case 'count':
        return {name, type: 'long', text: 'count()'};
      case 'min':
        return {name, type: of.type, text: `min(${of.name})`};
      case 'max':
        return {name, type: of.type, text: `max(${of.name})`};
      case 'distinctCount':
        return {name, type: 'long', text: `distinctCount(${of.name})`};
      case 'last': {
        const any = dice.pick(input.attributes);
        return {name, type: any.type, text: any.name};
      }
    }
  });
  const grouped = group ? [{...group, text: group.name}] : [];
  return {items: [...grouped, ...made], group: group?.name};
}

function on({dice}: Draft, columns: readonly Attribute[]): string {
  return dice.maybe(0.3, () => `on ${condition(dice, {names: namesOf(columns)}, 0)} `);
}

/** What is asked of the rows: as they are, or aggregated once more. */
function asked({dice}: Draft, columns: readonly Attribute[], group: string | undefined): string {
  if (dice.chance(0.5)) {
    const names = [...new Set(dice.times(dice.between(1, 3), () => dice.pick(columns).name))];
    return `select AGG_TIMESTAMP as t, ${names.map((n, i) => `${n} as o${i}`).join(', ')}`;
  }
  const numbers = columns.filter((c) => c.type === 'long' || c.type === 'int');
  const of = dice.pick(numbers).name;
  const by = group !== undefined && dice.chance(0.6) ? group : undefined;
  return `select ${by === undefined ? '' : `${by}, `}${dice.pick(['sum', 'min', 'max'])}(${of}) as o0, count() as o1${by === undefined ? '' : ` group by ${by}`}`;
}

function joined(draft: Draft, columns: readonly Attribute[], group: string | undefined, range: string): void {
  const {dice} = draft;
  const asking = draft.input('Q', {prefix: 'q', attributes: [{name: 'qk', type: dice.pick(valueTypes)}]});
  const grouped = columns.find((c) => c.name === group);
  const match = grouped?.type === asking.attributes[0]?.type ? ` on a.${group} == q.qk` : '';
  const names = columns.map((c, i) => `a.${c.name} as o${i}`).join(', ');
  const kind = dice.pick(['join', 'join', 'left outer join']);
  draft.query(`from Q as q ${kind} A as a${match} ${range} select q.qk as asked, ${names} insert into Joined`);
  draft.collect.push('Joined');
}
