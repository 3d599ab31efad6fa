import {type AttributeType, type Expression, type Handler, SiddhiAppError, type StateInput} from '@tandem/siddhiql';
import {compileCondition} from '../expression/compile-row.ts';
import type {InputPlan} from '../plan/input-plan.ts';
import type {Planner} from '../plan/planner.ts';
import {isChain, planChain} from './chain.ts';
import {flatCode, spreadCode} from './flat-match.ts';
import {findMatchKey, ownConjuncts} from './match-key.ts';
import type {Match} from './partial.ts';
import {planSteps} from './plan-steps.ts';
import {StateMachine} from './state-machine.ts';
import type {PositionPlan, StatePlan} from './state-plan.ts';
import {StateScope} from './state-scope.ts';
import {isTrail, planTrail} from './trail.ts';

/**
 * `from every e1=A -> e2=B[k == e1.k] within 5 sec` and its kin. Frames are
 * matches. Throws SiddhiAppError for every user error.
 */
export function planState(input: StateInput, planner: Planner): InputPlan<Match> {
  const {steps, drafts, sources} = planSteps(input, planner);
  const positions = drafts.map(({position}) => position);
  const strict = input.type === 'sequence';
  const isFlat = strict ? isChain({steps, positions}) : isTrail({steps, positions});
  for (const {position, handlers} of drafts) {
    const scope = new StateScope(positions, position);
    const conditions = handlers.map(filterCondition);
    for (const condition of conditions) position.filters.push(compileCondition(condition, scope, planner, 'a filter'));
    if (isFlat) {
      const own = new StateScope(positions, position, strict ? spreadCode : flatCode);
      const parameters = strict
        ? [
            't',
            'u',
            'ut',
            ...positions.slice(0, position.index).flatMap((p) => [spreadCode.row(p.index), spreadCode.time(p.index)]),
          ]
        : undefined;
      const compiled = conditions.map((condition) => compileCondition(condition, own, planner, 'a filter', parameters));
      if (strict) position.spread = compiled;
      else position.flat = compiled;
    }
    // A sequence has one partial a position: nothing to look up.
    if (strict) continue;
    position.key = findMatchKey(conditions, position, scope);
    if (position.kind === 'single')
      position.early = ownConjuncts(conditions, scope).map((c) => compileCondition(c, scope, planner, 'a filter'));
  }
  const plan: StatePlan = {
    strict,
    within: input.within?.ms,
    steps,
    positions,
    readers: sources.map((_, source) =>
      positions.filter((p) => p.source === source).sort((a, b) => b.step - a.step || a.side - b.side),
    ),
  };
  const special = isFlat ? (strict ? planChain(plan) : planTrail(plan)) : null;
  return {
    sources,
    scope: new StateScope(positions, undefined, isFlat ? flatCode : undefined),
    star: positions.filter((p) => p.kind !== 'absent').flatMap((position) => star(position, isFlat)),
    perEvent: true,
    create: ({env, next}) => {
      const machine = special ? special(env, next) : new StateMachine(plan, env, next);
      const stages = sources.map((_, source) => machine.stage(source));
      return Object.assign(stages, {start: () => machine.start()});
    },
  };
}

function filterCondition(handler: Handler): Expression {
  if (handler.kind === 'filter') return handler.condition;
  const {namespace, name} = handler.call;
  const called = namespace === undefined ? name : `${namespace}:${name}`;
  const what = handler.kind === 'windowHandler' ? `window '${called}'` : `function '#${called}'`;
  throw new SiddhiAppError(
    'creation',
    `the ${what} cannot stand in a pattern or sequence, expected filters only`,
    handler.at,
  );
}

/** A counted element gives its first event's attributes. */
function star(position: PositionPlan, isFlat: boolean): {name: string; type: AttributeType; code: string}[] {
  const slot = position.kind === 'count' ? `r.slots[${position.index}][0]` : `r.slots[${position.index}]`;
  return position.attributes.map(({name, type}, i) => ({
    name,
    type,
    code: isFlat ? `${flatCode.row(position.index)}[${i}]` : `(${slot}?.row[${i}]??null)`,
  }));
}
