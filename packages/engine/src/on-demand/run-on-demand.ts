import {must} from '@tandem/base';
import {type OnDemandQuery, SiddhiAppError} from '@tandem/siddhiql';
import type {AttributeInfo, Event} from '../api.ts';
import type {Waiting} from '../external/desk.ts';
import type {Planner} from '../plan/planner.ts';
import {type OnDemandPlan, planOnDemand, TIMELESS} from './plan-on-demand.ts';

export type OnDemandRunner = {
  /** The number of the read that the query waits for, where it reads an external table; else it has run. */
  ask(query: OnDemandQuery, text: string): Event[] | number;
  /** After a restore: what had waited waits again. `queryOf` parses. */
  awaitAgain(queryOf: (text: string) => OnDemandQuery): void;
  /** The rows of a find; [] for a change. `text`: the query's, by which its plan is remembered. */
  run(query: OnDemandQuery, text: string): Event[];
  attributes(query: OnDemandQuery, text: string): AttributeInfo[];
};

/** As many plans are remembered as the reference engine remembers. */
const REMEMBERED = 50;

/** Plans on-demand queries of one app, and remembers those that were used last. */
export function createOnDemand(planner: Planner): OnDemandRunner {
  const plans = new Map<string, OnDemandPlan>();
  const planOf = (query: OnDemandQuery, text: string): OnDemandPlan => {
    const plan = plans.get(text) ?? planOnDemand(query, planner);
    plans.delete(text);
    plans.set(text, plan);
    for (const oldest of plans.keys()) {
      if (plans.size <= REMEMBERED) break;
      plans.delete(oldest);
    }
    return plan;
  };
  const {external} = planner;
  const waitingFor = (plan: OnDemandPlan): Waiting => {
    const {table, of} = must(plan.read, 'a read of an external table');
    const found = (number: number, events: () => Event[]): void => {
      try {
        external.foundOnDemand({number, events: events()});
      } catch (error) {
        external.foundOnDemand({number, events: [], message: (error as Error).message});
      }
    };
    return {
      table,
      candidates: () => of(TIMELESS, null),
      resume: (number) => found(number, () => plan.run()),
      refused: (number, message) =>
        found(number, () => {
          throw new Error(message);
        }),
    };
  };
  return {
    ask: (query, text) => {
      const plan = planOf(query, text);
      if (!plan.read) return plan.run();
      const waiting = waitingFor(plan);
      return external.readOnDemand(waiting, text, waiting.candidates(0));
    },
    awaitAgain: (queryOf) => {
      for (const [number, text] of external.onDemandTexts()) {
        try {
          external.await(number, waitingFor(planOnDemand(queryOf(text), planner)));
        } catch (error) {
          // Another text of the app, which this query does not fit any more.
          external.foundOnDemand({number, events: [], message: (error as Error).message});
        }
      }
    },
    run: (query, text) => {
      const plan = planOf(query, text);
      if (plan.read)
        throw new SiddhiAppError(
          'creation',
          `'${plan.read.table.id}' is an external table, whose rows have to be asked for`,
          query.at,
        );
      return plan.run();
    },
    attributes: (query, text) => planOf(query, text).attributes.map(({name, type}) => ({name, type})),
  };
}
