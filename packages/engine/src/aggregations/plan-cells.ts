import {
  type AggregationDefinition,
  type Expression,
  type Selection,
  SiddhiAppError,
  type Span,
  type Variable,
} from '@tandem/siddhiql';
import {must} from '@tandem/base';
import type {Row, Value} from '../api.ts';
import {CodeUnit, type Compiled} from '../expression/code-unit.ts';
import {compileExpression, type ExpressionContext} from '../expression/compile-expression.ts';
import type {Attributes, Resolved, RowScope} from '../expression/scope.ts';
import type {Planner} from '../plan/planner.ts';
import {keyText} from '../tables/key-text.ts';
import {aggregated, aggregatesIn, compileAggregate} from './aggregate-call.ts';
import type {BaseValue} from './base-values.ts';
import {BucketScope} from './bucket-scope.ts';
import type {Buckets} from './buckets.ts';
import {callsIn} from './calls-in.ts';
import type {Cells, CellsForm} from './cells.ts';
import {countOf} from './distinct.ts';
import {cellsText, type GroupAttribute, type Last} from './cells-text.ts';

/** What an aggregation keeps of events and what it answers, as generated code. */
export type CellsPlan = {
  /** What queries see: `AGG_TIMESTAMP`, then what is selected. */
  attributes: Attributes;
  /** Names and types of the cells. */
  columns: Attributes;
  /** For each attribute of `group by` its position in `attributes`; undefined where it is not selected. */
  groupPositions: readonly (number | undefined)[];
  groupTypes: Attributes;
  /** The key of a group from its attributes, in the order of `group by`. */
  groupKey: (values: readonly Value[]) => unknown;
  /** The key of a group from the values of its cells. */
  keyOf: (values: readonly Value[]) => unknown;
  /** Adds an event to its bucket of each duration. `time`: ms since 1970, which decides on the bucket. All or nothing where it throws. */
  add: (t: number, r: Row, time: number, buckets: readonly Buckets[]) => void;
  /** Buckets are not what they were, or a cut of them begins. */
  forget: () => void;
  /** A group of a bucket as a row of `attributes`. */
  finish: (start: number, cells: Cells) => Row;
} & CellsForm;

type Item = {name: string; expression: Expression; at: Span};
const TIMESTAMP = 'AGG_TIMESTAMP';
const LAST_TIMESTAMP = 'AGG_LAST_EVENT_TIMESTAMP';

/** Plans the select clause of an aggregation. Throws SiddhiAppError. */
export function planCells(
  definition: AggregationDefinition,
  scope: RowScope,
  input: Attributes,
  planner: Planner,
): CellsPlan {
  const unit = new CodeUnit(planner, `${planner.appName}/aggregation`);
  const selection = must(definition.select, 'a select clause, without which nothing parses');
  const groups = groupAttributes(selection, scope);
  const items = itemsOf(selection, input);
  const lasts: Last[] = [];
  const bases: {base: BaseValue; value: string}[] = [];
  const [event, answer] = [unit.body(), unit.body()];
  const baseCell = (base: BaseValue, value: string): string => {
    const known = bases.findIndex((b) => b.base.column === base.column);
    const at = known >= 0 ? known : bases.push({base, value}) - 1;
    if (base.kind === 'set') return `${unit.constant(countOf)}(c.b${at})`;
    return base.marked ? `(c.h${at}?c.b${at}:null)` : `c.b${at}`;
  };
  const groupCell = ({attribute}: Variable): Resolved | undefined => {
    const at = groups.findIndex((g) => g.name === attribute);
    return at < 0 ? undefined : {type: groups[at]!.type, code: `c.x${at}`};
  };
  const seen = new Set([TIMESTAMP]);
  const compiled = items.map((item) => {
    if (seen.has(item.name))
      throw new SiddhiAppError('validation', `'${item.name}' is already the name of an output attribute`, item.at);
    seen.add(item.name);
    const group = item.expression.kind === 'variable' ? groupCell(item.expression) : undefined;
    if (group) {
      scope.resolve(item.expression as Variable);
      return {name: item.name, ...group};
    }
    const context = {unit, scope, planner};
    if (aggregatesIn(item.expression).length > 0)
      return {name: item.name, ...compileResult(item.expression, {...context, body: answer}, groupCell, baseCell)};
    const last = keepLast(item, groups, lasts, {...context, body: event});
    return {name: item.name, type: last.type, code: `c.x${last.index}`};
  });
  const attributes: Attributes = [{name: TIMESTAMP, type: 'long'}, ...compiled.map(({name, type}) => ({name, type}))];
  const columns: Attributes = [
    ...groups.map(({name, type}) => ({name, type})),
    ...lasts.map(({name, type}) => ({name, type})),
    ...(lasts.length > 0 ? [{name: LAST_TIMESTAMP, type: 'long' as const}] : []),
    ...bases.map(({base}) => ({name: base.column, type: base.type})),
  ];
  const double = columns.find(({name}, i) => columns.findIndex((c) => c.name === name) < i);
  if (double)
    throw new SiddhiAppError(
      'validation',
      `'${double.name}' is the name of a base value: choose another`,
      selection.at,
    );
  const made = unit.compile<Pick<CellsPlan, 'add' | 'forget' | 'finish' | 'list' | 'from' | 'key' | 'pack' | 'unpack'>>(
    cellsText({
      groups,
      lasts,
      bases,
      event,
      answer,
      items: compiled.map((i) => i.code),
      unit,
      durations: new Set(definition.every).size,
    }),
  );
  return {
    attributes,
    columns,
    groupPositions: groups.map(({name}) => {
      const at = items.findIndex(({expression}) => expression.kind === 'variable' && expression.attribute === name);
      return at < 0 ? undefined : at + 1;
    }),
    groupTypes: groups,
    groupKey,
    keyOf: (values) => groupKey(values.slice(0, groups.length)),
    isSet: columns.map((_, i) => bases[i - columns.length + bases.length]?.base.kind === 'set'),
    ...made,
  };
}

/** One attribute is its own key: a map takes null, NaN and 0 for what they are, and 'null' for another. */
const groupKey = (values: readonly Value[]): unknown => (values.length === 1 ? values[0] : keyText(values));

function groupAttributes({groupBy}: Selection, scope: RowScope): GroupAttribute[] {
  const found: GroupAttribute[] = [];
  for (const variable of groupBy) {
    const {type, code} = scope.resolve(variable);
    const name = variable.attribute;
    if (type === 'object')
      throw new SiddhiAppError('creation', `'${name}' of type object has no equality to group by`, variable.at);
    if (!found.some((g) => g.name === name)) found.push({name, type, code});
  }
  return found;
}

function itemsOf(selection: Selection, input: Attributes): Item[] {
  const {items, at} = selection;
  if (items === '*') return input.map(({name}) => ({name, expression: {kind: 'variable', attribute: name, at}, at}));
  return items.map((item) => {
    const {expression} = item;
    const name = item.as ?? (expression.kind === 'variable' ? expression.attribute : undefined);
    return {name: must(name, 'a name, without which nothing parses'), expression, at: item.at};
  });
}

/** An aggregator, or an expression around some: computed from cells when asked. */
function compileResult(
  expression: Expression,
  context: ExpressionContext,
  groupCell: (variable: Variable) => Resolved | undefined,
  baseCell: (base: BaseValue, value: string) => string,
): Compiled {
  const timed = callsIn(expression).find(({name}) => name === 'eventTimestamp');
  if (timed)
    throw new SiddhiAppError(
      'creation',
      'eventTimestamp() cannot stand beside an aggregator: a bucket is no event',
      timed.at,
    );
  const args = new Set(aggregated(expression));
  return compileExpression(expression, {
    ...context,
    scope: new BucketScope(context.scope, args, groupCell),
    aggregate: (call) => compileAggregate(call, baseCell),
  });
}

function keepLast(item: Item, groups: readonly GroupAttribute[], lasts: Last[], context: ExpressionContext): Last {
  const {name} = item;
  if (groups.some((g) => g.name === name))
    throw new SiddhiAppError(
      'validation',
      `'${name}' is the name of an attribute of 'group by': give this another`,
      item.at,
    );
  const {type, code} = compileExpression(item.expression, context);
  const last = {name, type, code, index: groups.length + lasts.length};
  lasts.push(last);
  return last;
}
