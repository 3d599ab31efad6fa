import {must} from '@tandem/base';
import {condition} from './expressions.ts';
import type {Draft} from './draft.ts';
import {rate, selection} from './selection.ts';
import {type Attribute, namesOf, type Source} from './streams.ts';

/** `list`: in a select clause all values of a counted event, in a filter the last one so far. */
type Named = {text: string; type: Attribute['type']; list?: true};

/** A pattern or sequence over the sources, as a query. */
export function pattern(draft: Draft, sources: readonly Source[], type: 'pattern' | 'sequence'): void {
  const {dice} = draft;
  const known: Named[] = [];
  const lone = dice.weighted({'1': 1, '2': 6, '3': 3}) === '1' && type === 'pattern';
  const places = dice.times(lone ? 1 : dice.chance(0.65) ? 2 : 3, (i) => place(draft, sources, type, i, known));
  const separator = type === 'pattern' ? ' -> ' : ', ';
  const from =
    type === 'sequence' ? `${dice.maybe(0.75, () => 'every ')}${places.join(separator)}` : everywhere(draft, places);
  const within = draft.timed
    ? dice.maybe(0.3, () => ` within ${dice.pick(['1 sec', '2 sec', '1500 milliseconds'])}`)
    : '';
  draft.queryInto(`${from}${within}`, selection(dice, {names: known.map(asSelected)}, {aggregates: 0.12}), {
    rate: rate(dice, 0.04, draft.timed),
    events: dice.maybe(0.1, () => 'all events '),
  });
}

function everywhere({dice}: Draft, places: string[]): string {
  const chain = places.join(' -> ');
  switch (dice.weighted({first: 6, none: 2, group: 2, pair: 1, later: 1})) {
    case 'first':
      return `every ${chain}`;
    case 'none':
      return chain;
    case 'group':
      return `every (${chain})`;
    case 'pair':
      return places.length === 3 ? `every (${places[0]} -> ${places[1]}) -> ${places[2]}` : `every ${chain}`;
    case 'later':
      return places.length >= 2 ? `${places[0]} -> every ${places.slice(1).join(' -> ')}` : `every ${chain}`;
  }
}

function place(
  draft: Draft,
  sources: readonly Source[],
  type: 'pattern' | 'sequence',
  index: number,
  known: Named[],
): string {
  const {dice} = draft;
  const kind = dice.weighted({
    one: 8,
    count: 3,
    and: 1.2,
    or: 1.2,
    // In a sequence the reference engine ends for good with one.
    notAnd: type === 'sequence' ? 0.2 : 0.8,
    absent: draft.timed ? (type === 'sequence' ? 0.3 : 1.5) : 0,
    absentAnd: draft.timed ? (type === 'sequence' ? 0.1 : 0.5) : 0,
  });
  const wait = (): string => dice.pick(['1 sec', '500 milliseconds', '2 sec']);
  const one = (name: string): string => event(draft, dice.pick(sources), name, known);
  // The stream that must be silent is another one than that which must speak, where there are two.
  const [spoken, silenced = spoken] = dice.chance(0.5) ? sources : sources.toReversed();
  const silent = (): string => {
    const source = must(silenced, 'a stream');
    return `not ${source.id}${filter(draft, source, undefined, known)}`;
  };
  switch (kind) {
    case 'one':
      return one(`e${index}`);
    case 'count': {
      const count =
        type === 'pattern' ? dice.pick(['<2>', '<1:2>', '<0:1>', '<1:>', '<2:3>', '<:2>']) : dice.pick(['*', '+', '?']);
      return event(draft, dice.pick(sources), `e${index}`, known, count);
    }
    case 'and':
    case 'or':
      return `${one(`e${index}`)} ${kind} ${one(`f${index}`)}`;
    case 'notAnd':
      return `${silent()} and ${event(draft, must(spoken, 'a stream'), `e${index}`, known)}`;
    case 'absent':
      return `${silent()} for ${wait()}`;
    case 'absentAnd':
      return `${silent()} for ${wait()} ${dice.pick(['and', 'or'])} ${event(draft, must(spoken, 'a stream'), `e${index}`, known)}`;
  }
}

function event(draft: Draft, source: Source, name: string, known: Named[], count = ''): string {
  const text = `${name}=${source.id}${filter(draft, source, name, known)}${count}`;
  const plain = source.attributes.filter((a) => a.type !== 'object');
  if (count === '') known.push(...namesOf(plain, name));
  else
    known.push(
      ...namesOf(plain, name).map((n) => ({...n, list: true as const})),
      ...indexes.flatMap((at) => namesOf(plain, `${name}[${at}]`)),
    );
  return text;
}

const asSelected = ({text, type, list}: Named): Named => ({text, type: list ? 'object' : type});

const indexes = ['0', '0', '1', '1', '2', 'last', 'last', 'last - 1'];

function filter({dice}: Draft, source: Source, _name: string | undefined, known: readonly Named[]): string {
  const plain = namesOf(source.attributes.filter((a) => a.type !== 'object'));
  return dice.maybe(0.45, () => {
    const number = plain.filter((n) => n.type !== 'string' && n.type !== 'bool');
    const before = known.filter((k) => k.type !== 'string' && k.type !== 'bool');
    if (number.length > 0 && dice.chance(0.6)) {
      const right = before.length > 0 && dice.chance(0.6) ? dice.pick(before).text : String(dice.between(0, 5));
      return `[${dice.pick(number).text} ${dice.pick(['>', '<', '>=', '=='])} ${right}]`;
    }
    return `[${condition(dice, {names: [...plain, ...known]}, 0)}]`;
  });
}
