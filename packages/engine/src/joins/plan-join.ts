import {unreachable} from '@tandem/base';
import {type JoinInput, type Selection, SiddhiAppError} from '@tandem/siddhiql';
import type {Row} from '../api.ts';
import {Chunk, RESET} from '../core/chunk.ts';
import {FusedCode} from '../core/fused-code.ts';
import {projecting} from '../core/fused.ts';
import {nowhere, type Stage} from '../core/stage.ts';
import {Suspended} from '../external/suspended.ts';
import type {Condition} from '../expression/compile-row.ts';
import {sourceName} from '../plan/handlers.ts';
import type {InputHost, InputPlan} from '../plan/input-plan.ts';
import type {Planner} from '../plan/planner.ts';
import {KeyLines, type KeyPlace} from '../windows/key-index.ts';
import type {Window} from '../windows/window.ts';
import {DirectTrigger} from './direct-trigger.ts';
import {planFinder} from './finder.ts';
import {type JoinFrame, JoinScope} from './join-frame.ts';
import {KeyedWindows} from './keyed-windows.ts';
import {isStatic, planSide, type SidePlan} from './plan-side.ts';
import {selfJoin} from './self-join.ts';
import {type TriggerSide, TriggerStage} from './trigger-stage.ts';
import {lookingUp, lookUpText} from './look-up-stage.ts';
import {windowless} from './windowless.ts';

/**
 * `from L join R on …`. Events that leave a side's window (or come, where it
 * has none) search what the other side holds at that moment. Throws
 * SiddhiAppError; the frames are those of `JoinScope`.
 */
export function planJoin(input: JoinInput, select: Selection | undefined, planner: Planner): InputPlan<JoinFrame> {
  const [left, right] = [planSide(input.left, select, planner), planSide(input.right, select, planner)];
  refuseStatic(input, left, right);
  if ((input.within || input.per) && left.kind !== 'aggregation' && right.kind !== 'aggregation') {
    const place = (input.within?.[0] ?? input.per)?.at ?? input.at;
    throw new SiddhiAppError(
      'creation',
      "'within' and 'per' need an aggregation, but neither side of the join is one",
      place,
    );
  }
  const scope = new JoinScope(left, right);
  const triggers = {left: triggersFrom(input, 'left', left), right: triggersFrom(input, 'right', right)};
  // Both are planned even where one side never triggers: `on` is checked either way.
  const {external, externalReads} = planner;
  const {planned: findRight, read: readRight} = externalReads.collect(() => planFinder(input, left, right, planner));
  const {planned: findLeft, read: readLeft} = externalReads.collect(() => planFinder(input, right, left, planner));
  const keepsLeft = input.type === 'left' || input.type === 'full';
  const keepsRight = input.type === 'right' || input.type === 'full';
  const nullsLeft: Row = left.attributes.map(() => null);
  const nullsRight: Row = right.attributes.map(() => null);
  const self = !isStatic(left) && !isStatic(right) && sourceName(input.left.source) === sourceName(input.right.source);
  const live = [left, right].filter((side) => !isStatic(side));

  const codes = {left: new DirectTrigger(true), right: new DirectTrigger(false)};
  const [leftKey, rightKey] = [findLeft.key, findRight.key];
  // Each side's events look for the key by which the other side finds them.
  const isShared =
    leftKey !== undefined &&
    rightKey !== undefined &&
    leftKey.position === rightKey.own &&
    rightKey.position === leftKey.own;
  const keyed = isShared && {
    left: new KeyedWindows(true, false, leftKey.position, isText(left, leftKey)),
    right: new KeyedWindows(false, true, rightKey.position, isText(right, rightKey)),
  };
  const fused = new FusedCode();
  const texts = {
    left: findRight.only && lookUpText(findRight.only, true, keepsLeft ? nullsRight : null),
    right: findLeft.only && lookUpText(findLeft.only, false, keepsRight ? nullsLeft : null),
  };

  const create = (host: InputHost<JoinFrame>): Stage[] => {
    const windows: {left: Window | null; right: Window | null} = {left: null, right: null};
    const lines = new KeyLines(isShared);
    const places = {
      left: leftKey && {position: leftKey.position, lines, isSecond: false},
      right: rightKey && {
        position: rightKey.position,
        lines: isShared ? lines : new KeyLines(false),
        isSecond: isShared,
      },
    };
    const needs = {expired: host.expiredWanted || host.aggregates, resets: host.aggregates};
    const leftSide = (): TriggerSide => ({
      find: findRight.create(windows.right),
      frame: (ts, row, foundTs, other) => [row, other, ts, foundTs],
      alone: keepsLeft ? (ts, row) => [row, nullsRight, ts, null] : null,
      ...needs,
    });
    const rightSide = (): TriggerSide => ({
      find: findLeft.create(windows.left),
      frame: (ts, row, foundTs, other) => [other, row, foundTs, ts],
      alone: keepsRight ? (ts, row) => [nullsLeft, row, null, ts] : null,
      ...needs,
    });
    const ends = {left: new TriggerStage(host.next), right: new TriggerStage(host.next)};
    const enter = (plan: SidePlan, key: 'left' | 'right'): Stage | null => {
      const {only} = key === 'left' ? findRight : findLeft;
      const side = key === 'left' ? leftSide : rightSide;
      const text = texts[key];
      const end = only && text ? lookingUp(ends[key], side(), only, host.next, fused, text) : ends[key];
      const trigger = triggers[key] ? end : nowhere;
      const read = key === 'left' ? readRight : readLeft;
      const next =
        read && triggers[key] ? new Suspended(trigger, read, originOf(plan, planner), external, host.env) : trigger;
      const [stage, window] = sideStage(plan, next, triggers[key], host, places[key]);
      windows[key] = window;
      return stage;
    };
    const stages = [enter(left, 'left'), enter(right, 'right')];
    // The other side's window exists only once that side was made.
    for (const key of ['left', 'right'] as const) {
      if (!triggers[key]) continue;
      const side = key === 'left' ? leftSide() : rightSide();
      ends[key].connect(side, codes[key]);
      const read = key === 'left' ? readRight : readLeft;
      const [own, other] = key === 'left' ? [windows.left, windows.right] : [windows.right, windows.left];
      if (keyed && !read && own && other) fuse(keyed[key], own, other, side, host.next);
    }
    const [first, second] = stages;
    if (self && first && second) return [selfJoin(first, second)];
    return stages.filter((stage) => stage !== null);
  };
  return {
    sources: self ? [input.left.source] : live.map((side) => side.side.source),
    scope,
    star: scope.star(),
    create,
  };
}

const isText = ({attributes}: SidePlan, {position}: {position: number}): boolean =>
  attributes[position]?.type === 'string';

/** Makes one function of a window, its search and the projection behind it, where they are of the kinds that it is known for. */
function fuse(
  code: KeyedWindows,
  {newest, byKey}: Window,
  {byKey: other}: Window,
  {find, alone}: TriggerSide,
  next: Stage<JoinFrame>,
): void {
  const selector = projecting(next);
  if (!newest || !byKey || !other || !selector || find.direct?.kind !== 'keyed') return;
  newest.enterBy(code.entrances({own: byKey, n: newest.n, other, on: find.direct.on, selector, next, alone}));
}

/** The stream or named window whose events trigger. */
function originOf({side, attributes}: SidePlan, planner: Planner): {stream: string; width: number} {
  const own = side.source.prefix === '' ? planner.windows.get(side.source.id)?.attributes : undefined;
  const {length} = own ?? planner.readable(side.source).attributes;
  return {stream: sourceName(side.source), width: Math.min(length, attributes.length)};
}

/** What a side's events enter, and its window. A table or aggregation has neither. */
function sideStage(
  plan: SidePlan,
  next: Stage,
  triggers: boolean,
  host: InputHost<JoinFrame>,
  key: KeyPlace | undefined,
): [Stage | null, Window | null] {
  switch (plan.kind) {
    case 'table':
    case 'aggregation':
      return [null, null];
    case 'window':
      return [plan.filter ? filtered(plan.filter, next) : next, null];
    case 'stream': {
      const {env} = host;
      const needed = host.expiredWanted || host.aggregates;
      const window =
        plan.window?.create({
          env,
          next,
          expiredWanted: host.expiredWanted,
          expiredNeeded: triggers && needed,
          findable: true,
          ...(key === undefined ? {} : {key}),
        }) ?? null;
      const held =
        window ?? (triggers ? windowless(next, env.now, {expired: host.expiredWanted, resets: host.aggregates}) : next);
      return [plan.handlers.create(env, held), window];
    }
    default:
      return unreachable(plan);
  }
}

/** Events of a named window keep their kinds. */
function filtered(filter: Condition, next: Stage): Stage {
  const passes = (ts: number, row: Row): boolean => filter(ts, row as never);
  const chunk = (incoming: Chunk): void => {
    const out = new Chunk();
    for (let i = 0; i < incoming.length; i++) {
      const [ts, kind, row] = [incoming.ts[i]!, incoming.kinds[i]!, incoming.rows[i]!];
      if (kind === RESET || passes(ts, row)) out.push(ts, kind, row);
    }
    if (out.length > 0) next.chunk(out);
  };
  return {
    one: (ts, row) => (passes(ts, row) ? next.one(ts, row) : undefined),
    pair: (expiredAt, expired, ts, row) => chunk(Chunk.pair(expiredAt, expired, ts, row)),
    chunk,
  };
}

function triggersFrom(input: JoinInput, side: 'left' | 'right', plan: SidePlan): boolean {
  return !isStatic(plan) && (input.unidirectional === undefined || input.unidirectional === side);
}

function refuseStatic({left, right, unidirectional, at}: JoinInput, leftPlan: SidePlan, rightPlan: SidePlan): void {
  if (isStatic(leftPlan) && isStatic(rightPlan)) {
    const what = leftPlan.kind === rightPlan.kind ? `${leftPlan.kind}s` : 'a table and an aggregation';
    throw new SiddhiAppError(
      'creation',
      `both sides of the join ('${left.source.id}' and '${right.source.id}') are ${what}: nothing would ever trigger it`,
      at,
    );
  }
  const chosen = unidirectional === 'left' ? leftPlan : unidirectional === 'right' ? rightPlan : null;
  if (chosen && isStatic(chosen)) {
    throw new SiddhiAppError(
      'creation',
      `'unidirectional' stands at ${chosen.kind} '${chosen.side.source.id}', but ${chosen.kind === 'table' ? 'a' : 'an'} ${chosen.kind} never triggers a join`,
      chosen.side.at,
    );
  }
}
