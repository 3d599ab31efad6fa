import {unreachable} from '@tandem/base';
import {
  type DeleteAction,
  type InsertAction,
  type SourceRef,
  SiddhiAppError,
  type UpdateAction,
  type UpsertAction,
} from '@tandem/siddhiql';
import type {Row} from '../api.ts';
import type {Env} from '../core/env.ts';
import type {Stage} from '../core/stage.ts';
import {type Attributes, RowScope} from '../expression/scope.ts';
import type {Planner} from '../plan/planner.ts';
import {type Assign, planAssignments, planOverwrite} from './assignments.ts';
import {compilePairCondition, type PairFunction} from './compile-pair.ts';
import {pairWith, planFind, type TableCondition, tableNamed} from './condition.ts';
import {isExternal} from '../external/external-table.ts';
import {planWrites} from '../external/writing.ts';
import type {PairScope} from './pair-scope.ts';
import {rowStage} from './row-stage.ts';
import type {Table} from './table.ts';

export type TableAction = InsertAction | DeleteAction | UpdateAction | UpsertAction;
export type TableOutputPlan = {create(env: Env): Stage};

/**
 * What a query does to a table with its output rows; expired ones count as
 * rows too. Throws SiddhiAppError for everything that can be known beforehand.
 */
export function planTableOutput(action: TableAction, output: Attributes, planner: Planner): TableOutputPlan {
  const table = targetTable(action.target, planner, action.kind);
  if (isExternal(table)) {
    const inserts = action.kind === 'insert' || action.kind === 'upsert';
    return {create: planWrites(table, inserts, planner, () => planAction(action, table, output, planner))};
  }
  const take = planAction(action, table, output, planner);
  return {create: () => take()};
}

function targetTable(target: SourceRef, planner: Planner, kind: TableAction['kind']): Table {
  const what = kind === 'upsert' ? "'update or insert into'" : `'${kind}'`;
  const table = tableNamed(target.prefix + target.id, planner, target.at, what);
  if (table.writer === undefined) return table;
  throw new SiddhiAppError(
    'creation',
    `table '${table.id}' belongs to aggregation '${table.writer}' and can only be read`,
    target.at,
  );
}

function planAction(action: TableAction, table: Table, output: Attributes, planner: Planner): () => Stage {
  const scope = pairWith(table, new RowScope([], output));
  switch (action.kind) {
    case 'insert':
      sameAttributes(output, table, action.target);
      return () => eachRow((_, row) => table.insert(row));
    case 'delete': {
      if (!action.on)
        throw new SiddhiAppError(
          'creation',
          `'delete' needs a condition: write 'on true' to delete all rows of '${table.id}'`,
          action.at,
        );
      const found = planFind(action.on, scope, table, planner);
      return () =>
        eachRow((ts, row) => {
          for (const entry of found.entries(ts, row)) table.remove(entry);
        });
    }
    case 'update': {
      const found = planFind(action.on, scope, table, planner);
      const assign = planSet(action, scope, table, output, planner);
      return () => eachRow((ts, row) => update(table, found, assign, ts, row));
    }
    case 'upsert': {
      sameAttributes(output, table, action.target);
      const found = planFind(action.on, scope, table, planner);
      const holds = compilePairCondition(action.on, scope, planner, "'on'");
      const assign = planSet(action, scope, table, output, planner);
      return () => upsertStage(table, found, holds, assign);
    }
    default:
      return unreachable(action);
  }
}

function planSet(
  action: UpdateAction | UpsertAction,
  scope: PairScope,
  table: Table,
  output: Attributes,
  planner: Planner,
): Assign {
  if (action.set.length > 0) return planAssignments(action.set, scope, table, planner);
  return planOverwrite(output, table, action.at);
}

/** True if any row satisfied the condition, even where its key kept it from changing. */
function update(table: Table, found: TableCondition, assign: Assign, ts: number, row: Row): boolean {
  const entries = found.entries(ts, row);
  if (entries.length === 0) return false;
  table.replace(entries.map((entry) => ({entry, row: assign(ts, row, entry.row)})));
  return true;
}

/**
 * Events that change no row wait for the end of their chunk and are inserted
 * then. Among those that wait, a later one that matches an earlier one changes
 * it instead of becoming a row too.
 */
function upsertStage(table: Table, found: TableCondition, holds: PairFunction<boolean>, assign: Assign): Stage {
  return rowStage((rows) => {
    const missed = rows.filter(({ts, row}) => !update(table, found, assign, ts, row));
    const inserts: Row[] = [];
    for (const {ts, row} of missed) {
      let changed = false;
      for (let i = 0; i < inserts.length; i++) {
        if (!holds(inserts[i]!, -1, ts, row)) continue;
        inserts[i] = assign(ts, row, inserts[i]!);
        changed = true;
      }
      if (!changed) inserts.push(row);
    }
    for (const row of inserts) table.insert(row);
  });
}

const eachRow = (take: (ts: number, row: Row) => unknown): Stage =>
  rowStage((rows) => {
    for (const {ts, row} of rows) take(ts, row);
  });

/** Inserted rows must have the table's names and types, in its order; nothing is widened. */
function sameAttributes(output: Attributes, table: Table, target: SourceRef): void {
  const same =
    output.length === table.attributes.length &&
    output.every((a, i) => a.name === table.attributes[i]!.name && a.type === table.attributes[i]!.type);
  if (same) return;
  const text = (attributes: Attributes) => attributes.map((a) => `${a.name} ${a.type}`).join(', ');
  throw new SiddhiAppError(
    'validation',
    `table '${table.id}' is (${text(table.attributes)}), but the query's output is (${text(output)})`,
    target.at,
  );
}
