import {condition} from './expressions.ts';
import type {Draft} from './draft.ts';
import {eventType, rate, selection} from './selection.ts';
import {namesOf, type Source} from './streams.ts';
import {window} from './windows.ts';

type Wants = {windowed?: number; aggregates?: number; rated?: number; filtered?: number};

/** A query on one stream, with filters, a window, an output rate now and then. */
export function single(draft: Draft, source: Source, wants: Wants = {}): Source {
  const {dice} = draft;
  const {windowed = 0.5, aggregates = 0.5, rated = 0.1, filtered = 0.35} = wants;
  const readable = source.attributes.filter((a) => a.type !== 'object');
  const names = namesOf(source.attributes);
  const filter = (p: number): string =>
    dice.maybe(p, () => `[${condition(dice, {names: namesOf(readable)}, dice.between(0, 2))}]`);
  const from = [
    source.id,
    filter(filtered),
    readable.length === 0 ? '' : dice.maybe(windowed, () => `#window.${window(dice, readable, draft)}`),
    filter(filtered / 5),
  ].join('');
  return draft.queryInto(from, selection(dice, {names}, {aggregates, star: source.attributes}), {
    rate: rate(dice, rated),
    events: eventType(dice),
  });
}

/** `from W` for a named window, which has no window of its own. */
export function reader(draft: Draft, source: Source): Source {
  return single(draft, source, {windowed: 0});
}
