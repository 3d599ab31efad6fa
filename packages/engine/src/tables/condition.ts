import {type AttributeType, type Expression, SiddhiAppError} from '@tandem/siddhiql';
import {must} from '@tandem/base';
import type {Row, Value} from '../api.ts';
import type {Scope} from '../expression/scope.ts';
import type {Planner} from '../plan/planner.ts';
import {lookUpValue} from './comparable.ts';
import {compilePairCondition, compilePairValue, type PairFunction} from './compile-pair.ts';
import {type HeldComparison, heldComparisons} from './conjuncts.ts';
import {PairScope} from './pair-scope.ts';
import type {Entry, Range, Table} from './table.ts';

/** Finds a table's rows for an event. The parameters are those of `PairScope`; `u`, `ut`: of the condition around an `in`. */
export type TableCondition = {
  /** `key`, `index v`, `range v` or `scan`: which look-up finds the rows that the condition is then asked about. */
  readonly access: string;
  /** In the table's find order; a list of its own. */
  readonly entries: PairFunction<Entry[]>;
  readonly some: PairFunction<boolean>;
};

/**
 * Plans `on` (absent: all rows) for events of `streamScope`. Equalities and
 * ranges among its conjuncts become look-ups where the table has a key or an
 * index for them; the whole condition is asked about what they find, so a
 * look-up can never change the answer. Throws SiddhiAppError.
 */
export function planTableCondition(
  on: Expression | undefined,
  streamScope: Scope,
  table: Table,
  planner: Planner,
): TableCondition {
  return planFind(
    on,
    new PairScope(streamScope, {ids: [table.id], attributes: table.attributes, timed: false}, 'event first'),
    table,
    planner,
  );
}

/** As `planTableCondition`, in a scope of the caller's (a join has aliases and refuses ambiguous names). */
export function planFind(
  on: Expression | undefined,
  scope: PairScope,
  table: Table,
  planner: Planner,
  what = "'on'",
): TableCondition {
  if (!on) {
    return {access: 'scan', entries: () => [...table.all()], some: () => table.size > 0};
  }
  const condition = compilePairCondition(on, scope, planner, what);
  const holds: (entry: Entry, t: number, r: unknown, u?: Row, ut?: number) => boolean =
    scope.variable === 'u'
      ? (entry, t, r) => condition(t, r, entry.row)
      : (entry, t, r, u, ut) => condition(t, r, u, ut, entry.row);
  const {access, candidates} = chooseLookUp(on, scope, table, planner);
  return {
    access,
    entries: (t, r, u, ut) => {
      const found: Entry[] = [];
      for (const entry of candidates(t, r, u, ut)) if (holds(entry, t, r, u, ut)) found.push(entry);
      return found;
    },
    some: (t, r, u, ut) => {
      for (const entry of candidates(t, r, u, ut)) if (holds(entry, t, r, u, ut)) return true;
      return false;
    },
  };
}

type LookUp = {access: string; candidates: PairFunction<Iterable<Entry>>};
type Probe = HeldComparison & {evaluate: PairFunction<Value>};
const none: readonly Entry[] = [];

function chooseLookUp(on: Expression, scope: PairScope, table: Table, planner: Planner): LookUp {
  const probes = heldComparisons(on, scope).flatMap((comparison) => probe(comparison, scope, table, planner));
  const name = (position: number): string => must(table.attributes[position], 'an attribute').name;
  const equal = (position: number): Probe | undefined =>
    probes.find((p) => p.operator === '==' && p.position === position);
  const keys = table.key.map(equal);
  if (keys.length > 0 && keys.every((p) => p !== undefined)) {
    return {
      access: 'key',
      candidates: byKey(
        table,
        keys.map((p) => p.evaluate),
      ),
    };
  }
  for (const position of table.indexes) {
    const found = equal(position);
    if (found) return {access: `index ${name(position)}`, candidates: byIndex(table, position, found.evaluate)};
  }
  for (const position of [...(table.key.length === 1 ? table.key : []), ...table.indexes]) {
    const bounds = probes.filter((p) => p.position === position && p.operator !== '==');
    if (bounds.length > 0) return {access: `range ${name(position)}`, candidates: byRange(table, position, bounds)};
  }
  return {access: 'scan', candidates: () => table.all()};
}

function probe(comparison: HeldComparison, scope: PairScope, table: Table, planner: Planner): Probe[] {
  const key: AttributeType = must(table.attributes[comparison.position], 'an attribute').type;
  const {type, evaluate} = compilePairValue(comparison.value, scope, planner);
  const convert = lookUpValue(key, type, comparison.operator);
  return convert ? [{...comparison, evaluate: (t, r, u, ut, w) => convert(evaluate(t, r, u, ut, w))}] : [];
}

function byKey(table: Table, values: readonly PairFunction<Value>[]): PairFunction<readonly Entry[]> {
  return (t, r, u, ut) => {
    const entry = table.byKey(values.map((value) => value(t, r, u, ut)));
    return entry ? [entry] : none;
  };
}

function byIndex(table: Table, position: number, value: PairFunction<Value>): PairFunction<readonly Entry[]> {
  return (t, r, u, ut) => table.byIndex(position, value(t, r, u, ut));
}

/** One bound per end: further ones are left to the condition. */
function byRange(table: Table, position: number, bounds: readonly Probe[]): PairFunction<readonly Entry[]> {
  const low = bounds.find((p) => p.operator === '>' || p.operator === '>=');
  const high = bounds.find((p) => p.operator === '<' || p.operator === '<=');
  return (t, r, u, ut) => {
    const range: Range = {lowIncluded: low?.operator === '>=', highIncluded: high?.operator === '<='};
    if (low) {
      const value = low.evaluate(t, r, u, ut);
      if (value === null) return none;
      range.low = value as number | bigint;
    }
    if (high) {
      const value = high.evaluate(t, r, u, ut);
      if (value === null) return none;
      range.high = value as number | bigint;
    }
    return table.byRange(position, range);
  };
}

/** The table of that name, for an operation that needs one. Throws 'validation'. */
export function tableNamed(id: string, planner: Planner, at: Expression['at'], purpose: string): Table {
  const table = planner.tables.get(id);
  if (!table) throw new SiddhiAppError('validation', `${purpose} needs a table, but '${id}' is none`, at);
  return table;
}
