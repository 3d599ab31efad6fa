import type {Dice} from './dice.ts';

const types = ['string', 'int', 'long', 'float', 'double', 'bool', 'object'];
const keywords = new Set(
  `define stream table window trigger aggregation function from select insert into as group by having order limit offset
  output every events all expired current first last join left right full outer inner on unidirectional within per
  partition with begin end of or and not in is null update delete set for return at asc desc`.split(/\s+/),
);
const operators = [
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '+',
  '-',
  '*',
  '/',
  '%',
  ',',
  '->',
  '.',
  ':',
  '#',
  ';',
  '(',
  ')',
  '[',
  ']',
];
const literals = ['1', '0', '-1', '2.5', '3L', '1.5f', "'a'", "''", 'true', 'null', '1 sec'];

const token = /[A-Za-z_]\w*|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[LlFfDd]?|'[^']*'|"[^"]*"|->|[<>=!]=|[^\s\w]/g;
const isName = (text: string): boolean => /^[A-Za-z_]/.test(text) && !keywords.has(text) && !types.includes(text);

/** The app with one slip of the pen: mostly one that must be refused, now and then another valid app. */
export function mistaken(dice: Dice, text: string): string {
  // Not in the annotations of the app: without its name or its clock the steps say something else.
  const from = /^(@app:\S+\s)*/.exec(text)?.[0].length ?? 0;
  const tokens = [...text.matchAll(token)].map((m) => ({text: m[0], at: m.index})).filter(({at}) => at >= from);
  const names = [...new Set(tokens.map((t) => t.text).filter(isName))];
  const slip = dice.weighted({drop: 3, twice: 1, name: 4, type: 2, literal: 3, operator: 2, keyword: 1, move: 1});
  const some = tokens.filter((t) => fits[slip](t.text));
  if (some.length === 0) return text;
  const {text: old, at} = dice.pick(some);
  const replaced = (by: string): string => text.slice(0, at) + by + text.slice(at + old.length);
  switch (slip) {
    case 'drop':
      return replaced('');
    case 'twice':
      return replaced(`${old} ${old}`);
    case 'name':
      return replaced(dice.chance(0.3) ? 'zz' : dice.pick(names));
    case 'type':
      return replaced(dice.pick(types));
    case 'literal':
      return replaced(dice.pick(literals));
    case 'operator':
      return replaced(dice.pick(operators));
    case 'keyword':
      return replaced(dice.pick([...keywords]));
    case 'move': {
      const other = dice.pick(tokens).text;
      return replaced(other);
    }
  }
}

const fits = {
  drop: (_text: string) => true,
  twice: (_text: string) => true,
  name: isName,
  type: (text: string) => types.includes(text),
  literal: (text: string) => /^(\d|'|"|true$|false$)/.test(text),
  operator: (text: string) => operators.includes(text),
  keyword: (text: string) => keywords.has(text),
  move: isName,
};
