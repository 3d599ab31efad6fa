import {didYouMean, type Expression, SiddhiAppError} from '@tandem/siddhiql';
import {must} from '@tandem/base';
import type {Value} from '../api.ts';
import type {Scope} from '../expression/scope.ts';
import {isExternal} from '../external/external-table.ts';
import {reading} from '../external/reading.ts';
import type {Planner} from '../plan/planner.ts';
import {compilePairCondition, type EventFunction} from './compile-pair.ts';
import {heldComparisons} from './conjuncts.ts';
import {PairScope} from './pair-scope.ts';
import {type Probe, probe} from './probe.ts';
import type {Entry, Range, Table} from './table.ts';

/** Finds a table's rows for an event. */
export type TableCondition = {
  /** `key`, `index v`, `range v` or `scan`: which look-up finds the rows that the condition is then asked about. */
  readonly access: string;
  /** In the table's find order; a list of its own. */
  readonly entries: EventFunction<Entry[]>;
  readonly some: EventFunction<boolean>;
  /** The one row there can be, without a list: where a key of one attribute is looked up. */
  readonly only?: (t: number, r: unknown) => Entry | undefined;
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
  return planFind(on, pairWith(table, streamScope), table, planner);
}

/** An event and a row of the table; unqualified names are the event's first. */
export function pairWith({id, attributes}: Table, event: Scope): PairScope {
  return new PairScope(event, {ids: [id], attributes, timed: false}, 'event first');
}

/** As `planTableCondition`, in a scope of the caller's (a join has aliases and refuses ambiguous names). */
export function planFind(
  on: Expression | undefined,
  scope: PairScope,
  table: Table,
  planner: Planner,
  what = "'on'",
): TableCondition {
  if (!isExternal(table)) return planSearch(on, scope, table, planner, what);
  return reading(on, scope, table, planner, () => planSearch(on, scope, table, planner, what));
}

function planSearch(
  on: Expression | undefined,
  scope: PairScope,
  table: Table,
  planner: Planner,
  what: string,
): TableCondition {
  if (!on) return {access: 'scan', entries: () => [...table.all()], some: () => table.size > 0};
  const condition = compilePairCondition(on, scope, planner, what);
  const {access, candidates, only, decides} = chooseLookUp(on, scope, table, planner);
  const {length} = scope.parameters;
  const own = (t: number, r: unknown): Entry[] => {
    const found: Entry[] = [];
    for (const entry of candidates(t, r)) if (condition(entry.row, UNTIMED, t, r)) found.push(entry);
    return found;
  };
  const ownSome = (t: number, r: unknown): boolean => {
    for (const entry of candidates(t, r)) if (condition(entry.row, UNTIMED, t, r)) return true;
    return false;
  };
  if (length === 2 && only) {
    const ownOnly = (t: number, r: unknown): Entry | undefined => {
      const key = only(t, r);
      if (decides) return key === null ? undefined : table.byOnlyKey(key);
      const entry = table.byOnlyKey(key);
      return entry !== undefined && condition(entry.row, UNTIMED, t, r) ? entry : undefined;
    };
    return {access, entries: own, some: (t, r) => ownOnly(t, r) !== undefined, only: ownOnly};
  }
  if (length === 2) return {access, entries: own, some: ownSome};
  // Only an `in` within another condition, or within 'having', reads more than the event.
  const entries: EventFunction<Entry[]> = (...event) =>
    [...candidates(...event)].filter((entry) => condition(entry.row, UNTIMED, ...event));
  return {access, entries, some: (...event) => entries(...event).length > 0};
}

/** Rows of tables have no timestamp; nothing reads this one. */
const UNTIMED = -1;

type LookUp = {
  access: string;
  candidates: EventFunction<Iterable<Entry>>;
  /** The value of a key of one attribute. */
  only?: EventFunction<Value>;
  /** The condition is that equality and no more: for a key that is not null it holds of what is found, and of nothing else. */
  decides?: boolean;
};
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
      ...(keys.length === 1
        ? {only: keys[0]!.evaluate, decides: on.kind === 'binary' && on.operator === '==' && isExact(table, keys[0]!)}
        : {}),
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

/** A look-up finds a key that is NaN, which equals nothing. */
function isExact({attributes}: Table, {position}: Probe): boolean {
  const {type} = must(attributes[position], 'a key attribute');
  return type !== 'float' && type !== 'double';
}

function byKey(table: Table, values: readonly EventFunction<Value>[]): EventFunction<readonly Entry[]> {
  const [only] = values;
  if (only && values.length === 1) {
    return (...event) => {
      const entry = table.byKey([only(...event)]);
      return entry ? [entry] : none;
    };
  }
  return (...event) => {
    const entry = table.byKey(values.map((value) => value(...event)));
    return entry ? [entry] : none;
  };
}

function byIndex(table: Table, position: number, value: EventFunction<Value>): EventFunction<readonly Entry[]> {
  return (...event) => table.byIndex(position, value(...event));
}

/** One bound per end: further ones are left to the condition. */
function byRange(table: Table, position: number, bounds: readonly Probe[]): EventFunction<readonly Entry[]> {
  const low = bounds.find((p) => p.operator === '>' || p.operator === '>=');
  const high = bounds.find((p) => p.operator === '<' || p.operator === '<=');
  return (...event) => {
    const range: Range = {lowIncluded: low?.operator === '>=', highIncluded: high?.operator === '<='};
    if (low) {
      const value = low.evaluate(...event);
      if (value === null) return none;
      range.low = value as number | bigint;
    }
    if (high) {
      const value = high.evaluate(...event);
      if (value === null) return none;
      range.high = value as number | bigint;
    }
    return table.byRange(position, range);
  };
}

/** The table of that name, for an operation that needs one. Throws 'validation'. */
export function tableNamed(id: string, planner: Planner, at: Expression['at'], purpose: string): Table {
  const table = planner.tables.get(id);
  if (!table)
    throw new SiddhiAppError(
      'validation',
      `${purpose} needs a table, but '${id}' is none${didYouMean(id, [...planner.tables.keys()])}`,
      at,
    );
  return table;
}
