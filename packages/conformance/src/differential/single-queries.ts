import {condition} from './expressions.ts';
import type {Dice} from './dice.ts';
import type {Draft} from './draft.ts';
import {eventType, rate, selection} from './selection.ts';
import {type Attribute, namesOf, type Source} from './streams.ts';
import {window} from './windows.ts';

/** `library`: see `Scope`; `functions`: how often a stream function stands before the window. */
type Wants = {
  windowed?: number;
  aggregates?: number;
  rated?: number;
  filtered?: number;
  library?: number;
  functions?: number;
};

/** A query on one stream, with filters, a window, an output rate now and then. */
export function single(draft: Draft, source: Source, wants: Wants = {}): Source {
  const {dice} = draft;
  const {windowed = 0.5, aggregates = 0.5, rated = 0.1, filtered = 0.35, library = 0, functions = 0.03} = wants;
  const before = source.attributes.filter((a) => a.type !== 'object');
  const filter = (p: number, over: readonly Attribute[]): string =>
    dice.maybe(p, () => `[${condition(dice, {names: namesOf(over), library}, dice.between(0, 2))}]`);
  const filters = filter(filtered, before);
  const {text: called, added} = dice.chance(functions) ? streamFunction(dice, before, library) : {text: '', added: []};
  const attributes = [...source.attributes, ...added];
  const readable = [...before, ...added];
  const from = [
    source.id,
    filters,
    called,
    readable.length === 0 ? '' : dice.maybe(windowed, () => `#window.${window(dice, readable, draft)}`),
    filter(filtered / 5, readable),
  ].join('');
  const calls = draft.timed ? [{text: 'eventTimestamp()', type: 'long' as const}] : [];
  const scope = {names: namesOf(attributes), library, calls};
  return draft.queryInto(from, selection(dice, scope, {aggregates, star: attributes}), {
    rate: rate(dice, rated, draft.timed),
    events: eventType(dice),
  });
}

/** `#log()`, which changes nothing, and those that add attributes. */
function streamFunction(
  dice: Dice,
  attributes: readonly Attribute[],
  library: number,
): {text: string; added: Attribute[]} {
  const taken = new Set(attributes.map((a) => a.name));
  const doubles = attributes.filter((a) => a.type === 'double').map((a) => a.name);
  const texts = attributes.filter((a) => a.type === 'string').map((a) => a.name);
  const free = !taken.has('x') && !taken.has('y');
  const kind = dice.weighted({
    log: 1,
    polar: doubles.length > 0 && free ? 2 : 0,
    tokenize: library > 0 && texts.length > 0 && !taken.has('token') ? 3 : 0,
  });
  switch (kind) {
    case 'log':
      return {text: `#log(${dice.pick(['', "'seen'", 'true', "'debug', 'seen', false"])})`, added: []};
    case 'polar':
      return {
        text: `#pol2Cart(${dice.pick(doubles)}, ${dice.pick([...doubles, '2.0'])})`,
        added: [
          {name: 'x', type: 'double'},
          {name: 'y', type: 'double'},
        ],
      };
    case 'tokenize':
      return {
        text: `#str:tokenize(${dice.pick(texts)}, '${dice.pick(['b', '[ab]', ' '])}'${dice.maybe(0.3, () => ', true')})`,
        added: [{name: 'token', type: 'string'}],
      };
  }
}

/** `from W` for a named window, which has no window of its own. */
export function reader(draft: Draft, source: Source): Source {
  return single(draft, source, {windowed: 0});
}
