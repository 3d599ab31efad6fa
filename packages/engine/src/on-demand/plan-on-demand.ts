import {must} from '@tandem/base';
import {type OnDemandQuery, SiddhiAppError} from '@tandem/siddhiql';
import type {Event, Row} from '../api.ts';
import {Chunk, CURRENT} from '../core/chunk.ts';
import type {Env} from '../core/env.ts';
import type {Stage} from '../core/stage.ts';
import {type Attributes, RowScope} from '../expression/scope.ts';
import type {Read} from '../external/planned-reads.ts';
import type {InputPlan} from '../plan/input-plan.ts';
import type {Planner} from '../plan/planner.ts';
import {planSelector, type SelectorPlan} from '../select/plan-selector.ts';
import {NoEvent} from '../tables/no-event.ts';
import {planTableOutput, type TableOutputPlan} from '../tables/plan-table-output.ts';
import {rowStage} from '../tables/row-stage.ts';
import {planStore} from './plan-store.ts';

export type OnDemandPlan = {
  /** What has to be brought before it can run. */
  read: Read | null;
  /** Of the rows that `run` answers; none for a change. */
  attributes: Attributes;
  /** Rows carry the timestamp -1. Each run begins with fresh aggregators. */
  run(): Event[];
};

/** Timestamp of all rows, and so of `eventTimestamp()`. */
export const TIMELESS = -1;

/**
 * A find (`from T on … select …`), or a change of a table by what is selected
 * (`select … insert into T`) or by nothing but its own rows (`update T set …`).
 * Throws SiddhiAppError.
 */
export function planOnDemand(query: OnDemandQuery, planner: Planner): OnDemandPlan {
  const {from} = query;
  const {planned: store, read} = planner.externalReads.collect(() => (from ? planStore(from, planner) : null));
  const rows = store?.rows ?? oneEmptyRow;
  const input = store ? inputOf(store.id, store.attributes) : nothingToSelectFrom;
  const {output} = query;
  const finds = !output || output.kind === 'return';
  if (finds && !store)
    throw new SiddhiAppError('creation', "an on-demand query needs 'from', or a table to change", query.at);
  const selector = query.select || store ? planSelection(query, input, planner) : null;
  const attributes = selector?.attributes ?? [];
  const change = finds ? null : planTableOutput(output, attributes, planner);
  return {
    read,
    attributes: finds ? attributes : [],
    run: () => {
      const events: Event[] = [];
      const end = change
        ? changeStage(change)
        : rowStage((found) => events.push(...found.map(({row}) => ({timestamp: TIMELESS, data: [...row]}))));
      const first = selector ? selector.create({env: passing, next: end}) : end;
      const chunk = new Chunk();
      for (const row of rows()) chunk.push(TIMELESS, CURRENT, row);
      if (chunk.length > 0) first.chunk(chunk);
      return events;
    },
  };
}

/** A change that reads no store acts once. */
const oneEmptyRow = (): Row[] => [[]];

type SelectInput = Pick<InputPlan<Row>, 'scope' | 'star'>;

function inputOf(id: string, attributes: Attributes): SelectInput {
  return {
    scope: new RowScope([id], attributes),
    star: attributes.map(({name, type}, i) => ({name, type, code: `r[${i}]`})),
  };
}
const nothingToSelectFrom: SelectInput = {scope: new NoEvent(), star: []};

function planSelection(query: OnDemandQuery, input: SelectInput, planner: Planner): SelectorPlan<Row> {
  return planSelector(
    query.select,
    input,
    {events: 'current', subtracts: false, manyInputs: false, at: query.at},
    planner,
  );
}

const changeStage = (plan: TableOutputPlan): Stage => plan.create(passing);

/** What an on-demand query keeps ends with its run. */
const passing: Env = {
  now: () => TIMELESS,
  state: (_name, member) => member,
  timer: () => must<never>(null, 'an on-demand query sets no timer'),
};
