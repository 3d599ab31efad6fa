import type {OnDemandQuery} from '@tandem/siddhiql';
import type {AttributeInfo, Event} from '../api.ts';
import type {Planner} from '../plan/planner.ts';
import {type OnDemandPlan, planOnDemand} from './plan-on-demand.ts';

export type OnDemandRunner = {
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
  return {
    run: (query, text) => planOf(query, text).run(),
    attributes: (query, text) => planOf(query, text).attributes.map(({name, type}) => ({name, type})),
  };
}
