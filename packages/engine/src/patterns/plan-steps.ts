import {
  type AbsentState,
  type CountState,
  type Handler,
  type SourceRef,
  SiddhiAppError,
  type State,
  type StateInput,
  type StreamState,
} from '@tandem/siddhiql';
import type {Planner} from '../plan/planner.ts';
import type {GroupPlan, PositionPlan, StepPlan} from './state-plan.ts';
import {isOptional} from './state-plan.ts';

/** A position with the filters that it is still to get. */
export type Draft = {position: PositionPlan; handlers: readonly Handler[]};
export type Steps = {steps: StepPlan[]; drafts: Draft[]; sources: SourceRef[]};

/** Lays the elements of a pattern out in a row; checks names and counts. */
export function planSteps(input: StateInput, planner: Planner): Steps {
  const result: Steps = {steps: [], drafts: [], sources: []};
  const groups: GroupPlan[] = [];
  visit(input.state);
  for (const group of groups) {
    for (const step of result.steps.slice(group.from, group.to + 1)) step.group = group;
  }
  refuseEmptyMatches(result.steps, groups, input);
  return result;

  function visit(state: State): void {
    switch (state.kind) {
      case 'next':
        visit(state.first);
        visit(state.next);
        return;
      case 'every': {
        const from = result.steps.length;
        visit(state.state);
        const steps = result.steps.slice(from);
        groups.push({from, to: result.steps.length - 1, empty: steps.every(isOptional)});
        return;
      }
      case 'logical': {
        const left = add(state.left, 1);
        const right = add(state.right, 2);
        left.partner = right.index;
        right.partner = left.index;
        result.steps.push({positions: [left, right], logic: state.type, group: undefined});
        return;
      }
      default:
        result.steps.push({positions: [add(state, 1)], logic: undefined, group: undefined});
    }
  }
  function add(state: StreamState | CountState | AbsentState, side: 1 | 2): PositionPlan {
    const stream = state.kind === 'count' ? state.state : state;
    const {source} = stream;
    const readable = planner.readable(source);
    const reference = stream.kind === 'absent' ? undefined : stream.reference;
    if (reference !== undefined && result.drafts.some(({position}) => position.names.includes(reference))) {
      throw new SiddhiAppError(
        'validation',
        `'${reference}' names two events of this pattern, expected another name`,
        stream.at,
      );
    }
    if (state.kind === 'count' && state.max === 0) {
      throw new SiddhiAppError('creation', 'a count of 0 takes no event, expected a maximum of 1 or more', state.at);
    }
    const position: PositionPlan = {
      index: result.drafts.length,
      step: result.steps.length,
      kind: state.kind === 'streamState' ? 'single' : state.kind,
      min: state.kind === 'count' ? state.min : 1,
      max: state.kind !== 'count' ? 1 : state.max < 0 ? Infinity : state.max,
      silence: state.kind === 'absent' ? state.for?.ms : undefined,
      source: sourceIndex(source),
      partner: undefined,
      side,
      names: [reference ?? source.prefix + source.id],
      attributes: readable.attributes,
      filters: [],
      key: undefined,
    };
    result.drafts.push({position, handlers: stream.handlers});
    return position;
  }
  function sourceIndex(source: SourceRef): number {
    const known = result.sources.findIndex((s) => s.id === source.id && s.prefix === source.prefix);
    return known >= 0 ? known : result.sources.push(source) - 1;
  }
}

/** What matches without any event would match again and again, or once before anything has happened. */
function refuseEmptyMatches(steps: readonly StepPlan[], groups: readonly GroupPlan[], input: StateInput): void {
  for (const from of [0, ...groups.map((g) => g.from)]) {
    if (!steps.slice(from).every(isOptional)) continue;
    throw new SiddhiAppError(
      'creation',
      'this pattern matches without any event, expected an element that needs one',
      input.at,
    );
  }
}
