import {condition} from './expressions.ts';
import type {Draft} from './draft.ts';
import {eventType, rate, selection} from './selection.ts';
import {type Attribute, namesOf, type Source} from './streams.ts';
import {window} from './windows.ts';

/** `static`: never triggers. */
type Side = {source: Source; windowed: boolean; static?: boolean};

/** A join of two sides; a side that is a table or a named window takes no window. */
export function join(draft: Draft, left: Side, right: Side): void {
  const {dice} = draft;
  const side = ({source, windowed}: Side, alias: string): string => {
    const plain = source.attributes.filter((a) => a.type !== 'object');
    const filter = windowed ? dice.maybe(0.15, () => `[${condition(dice, {names: namesOf(plain)}, 1)}]`) : '';
    const held = windowed ? dice.maybe(0.85, () => `#window.${window(dice, plain, draft)}`) : '';
    return `${source.id}${filter}${held} as ${alias}`;
  };
  const names = [...namesOf(left.source.attributes, 'l'), ...namesOf(right.source.attributes, 'r')];
  const only = left.static || right.static ? '' : dice.weighted({'': 6, left: 1, right: 1});
  const from = [
    side(left, 'l'),
    only === 'left' ? ' unidirectional' : '',
    ` ${dice.pick(['join', 'join', 'inner join', 'left outer join', 'right outer join', 'full outer join'])} `,
    side(right, 'r'),
    only === 'right' ? ' unidirectional' : '',
    dice.maybe(0.85, () => ` on ${on(draft, left.source, right.source)}`),
  ].join('');
  draft.queryInto(from, selection(dice, {names}, {aggregates: 0.25}), {
    rate: rate(dice, 0.08, draft.timed),
    events: eventType(dice),
  });
}

function on(draft: Draft, left: Source, right: Source): string {
  const {dice} = draft;
  const pairs = left.attributes.flatMap((l) => right.attributes.filter((r) => meets(l, r)).map((r) => [l, r] as const));
  const equal = (): string => {
    const [l, r] = pairs.length > 0 && dice.chance(0.9) ? dice.pick(pairs) : [undefined, undefined];
    if (!l || !r) return condition(dice, both(left, right), 0);
    return dice.chance(0.5) ? `l.${l.name} == r.${r.name}` : `r.${r.name} == l.${l.name}`;
  };
  if (dice.chance(0.6)) return equal();
  if (dice.chance(0.5)) return `${equal()} and ${condition(dice, both(left, right), 1)}`;
  return condition(dice, both(left, right), 1);
}
const meets = (l: Attribute, r: Attribute): boolean => l.type === r.type && l.type !== 'object';
const both = (left: Source, right: Source) => ({
  names: [...namesOf(left.attributes, 'l'), ...namesOf(right.attributes, 'r')].filter((n) => n.type !== 'object'),
});
