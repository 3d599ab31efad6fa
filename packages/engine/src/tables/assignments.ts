import {didYouMean, type Assignment, type AttributeType, type Span, SiddhiAppError} from '@tandem/siddhiql';
import type {Row, Value} from '../api.ts';
import {CodeUnit} from '../expression/code-unit.ts';
import {compileExpression} from '../expression/compile-expression.ts';
import type {Attributes} from '../expression/scope.ts';
import type {Planner} from '../plan/planner.ts';
import type {PairScope} from './pair-scope.ts';
import type {Table} from './table.ts';

/** The row that an event makes of a table's row; the given row stays as it is. */
export type Assign = (t: number, r: Row, held: Row) => Row;

/**
 * `set T.a = …, T.b = …`. The items run in the order of the table's attributes,
 * each on what the one before it left. Of two items for one attribute the later
 * counts. Throws SiddhiAppError for unknown attributes and types that do not fit.
 */
export function planAssignments(set: readonly Assignment[], scope: PairScope, table: Table, planner: Planner): Assign {
  const items = new Map<number, Assignment>();
  for (const item of set) items.set(positionOf(item, table), item);
  const unit = new CodeUnit(planner, 'set');
  const body = unit.body();
  let steps = '';
  for (const [position, {value, at}] of [...items].sort(([a], [b]) => a - b)) {
    const compiled = compileExpression(value, {unit, body, scope, planner});
    const attribute = table.attributes[position]!;
    const widen = widening(compiled.type, attribute.type);
    if (!widen) throw doesNotFit(attribute, table.id, compiled.type, at);
    steps += `${scope.row}[${position}]=${widen === asItIs ? compiled.code : `${unit.constant(widen)}(${compiled.code})`};`;
  }
  const {row} = scope;
  return unit.compile<Assign>(
    `return function(t,r,${row}){${body.declarations()}${row}=${row}.slice();${steps}return ${row};}`,
  );
}

/** No `set`: every attribute of the output overwrites the table's of that name. */
export function planOverwrite(output: Attributes, table: Table, at: Span): Assign {
  const moves = output.map(({name, type}, from) => {
    const to = table.attributes.findIndex((a) => a.name === name);
    if (to < 0) {
      const near = didYouMean(
        name,
        table.attributes.map((a) => a.name),
      );
      throw new SiddhiAppError(
        'creation',
        `without 'set' all attributes are written, but table '${table.id}' has no '${name}'${near}`,
        at,
      );
    }
    const attribute = table.attributes[to]!;
    const widen = widening(type, attribute.type);
    if (!widen) throw doesNotFit(attribute, table.id, type, at);
    return {from, to, widen};
  });
  return (_t, r, held) => {
    const row = held.slice();
    for (const {from, to, widen} of moves) row[to] = widen(r[from] ?? null);
    return row;
  };
}

function positionOf({target, at}: Assignment, table: Table): number {
  const {source, attribute} = target;
  if (source && source.id !== table.id) {
    throw new SiddhiAppError(
      'creation',
      `'set' changes table '${table.id}', but '${source.id}.${attribute}' is not of it`,
      at,
    );
  }
  const position = table.attributes.findIndex((a) => a.name === attribute);
  if (position >= 0) return position;
  const near = didYouMean(
    attribute,
    table.attributes.map((a) => a.name),
  );
  throw new SiddhiAppError('creation', `table '${table.id}' has no attribute '${attribute}' to set${near}`, at);
}

function doesNotFit({name, type}: Attributes[number], table: string, found: AttributeType, at: Span): SiddhiAppError {
  return new SiddhiAppError(
    'creation',
    `'${name}' of table '${table}' is ${type} and cannot take ${found}: use convert(…, '${type}')`,
    at,
  );
}

const asItIs = (value: Value): Value => value;
const toDouble = (value: Value): Value => (typeof value === 'bigint' ? Number(value) : value);
const toFloat = (value: Value): Value => (value === null ? null : Math.fround(Number(value)));

/** How a value gets into a wider type, and undefined where it might not fit. */
function widening(from: AttributeType, to: AttributeType): ((value: Value) => Value) | undefined {
  if (from === to || to === 'object') return asItIs;
  switch (`${from} ${to}`) {
    case 'int long':
    case 'int double':
    case 'float double':
      return asItIs;
    case 'int float':
    case 'long float':
      return toFloat;
    case 'long double':
      return toDouble;
    default:
      return undefined;
  }
}
