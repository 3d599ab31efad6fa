import type {Filter, Selection, SingleInput, StreamFunction, WindowHandler} from '@tandem/siddhiql';
import {SiddhiAppError} from '@tandem/siddhiql';
import type {Row} from '../api.ts';
import {Suspended} from '../external/suspended.ts';
import {planWindow} from '../windows/plan-window.ts';
import {planHandlers, sourceName} from './handlers.ts';
import type {InputPlan} from './input-plan.ts';
import type {Planner} from './planner.ts';
import {selectedOf} from './selected.ts';

/** `from S[..]#fn()#window.w()[..]`: handlers, at most one window, handlers. */
export function planSingle(input: SingleInput, select: Selection | undefined, planner: Planner): InputPlan<Row> {
  const readable = planner.readable(input.source);
  const at = input.handlers.findIndex((h) => h.kind === 'windowHandler');
  const before = (at < 0 ? input.handlers : input.handlers.slice(0, at)) as (Filter | StreamFunction)[];
  const after = (at < 0 ? [] : input.handlers.slice(at + 1)) as (Filter | StreamFunction)[];
  const ids = [sourceName(input.source)];
  const {planned: pre, read} = planner.externalReads.collect(() =>
    planHandlers(before, ids, readable.attributes, planner),
  );
  const adding = read && before.find((h) => h.kind === 'streamFunction');
  if (adding) {
    throw new SiddhiAppError(
      'creation',
      `a filter that asks the external table '${read.table.id}' cannot stand beside a stream function: use two queries`,
      adding.at,
    );
  }
  const origin = {stream: sourceName(input.source), width: readable.attributes.length};
  const handler = at < 0 ? null : (input.handlers[at] as WindowHandler);
  if (handler && readable.kind === 'window') {
    throw new SiddhiAppError(
      'creation',
      `'${readable.id}' is a window itself: it cannot be read through another one`,
      handler.at,
    );
  }
  const window = handler
    ? planWindow(handler.call, {
        attributes: pre.attributes,
        scope: pre.scope,
        planner,
        ...selectedOf(select, pre.attributes),
      })
    : null;
  const post = planHandlers(after, ids, pre.attributes, planner);
  return {
    sources: [input.source],
    scope: post.scope,
    star: post.attributes.map(({name, type}, index) => ({name, type, code: `r[${index}]`})),
    create: ({env, next, expiredWanted, aggregates}) => {
      const end = post.create(env, next);
      const held = window?.create({
        env,
        next: end,
        expiredWanted,
        expiredNeeded: expiredWanted || aggregates || after.length > 0,
        findable: false,
      });
      const entry = pre.create(env, held ?? end);
      return [read ? new Suspended(entry, read, origin, planner.external, env) : entry];
    },
  };
}
