import {numeric} from '@tandem/functions';
import {type EventType, type Selection, SiddhiAppError, type Span} from '@tandem/siddhiql';
import {Chunk} from '../core/chunk.ts';
import type {Env} from '../core/env.ts';
import {KeySlots, slotOf} from '../core/key-slots.ts';
import {fusing, type Stepping} from '../core/fused.ts';
import {FusedCode} from '../core/fused-code.ts';
import type {Stage} from '../core/stage.ts';
import type {StepText} from '../core/step-text.ts';
import {WideMap} from '../core/wide-map.ts';
import {CodeUnit} from '../expression/code-unit.ts';
import {compileExpression} from '../expression/compile-expression.ts';
import {type Attributes, RowScope, type Scope} from '../expression/scope.ts';
import type {InputPlan} from '../plan/input-plan.ts';
import type {Planner} from '../plan/planner.ts';
import {Aggregates} from './aggregates.ts';
import {groupKey} from './group-key.ts';
import {groupsCut, type GroupsPart} from './groups-cut.ts';
import {HavingScope} from './having-scope.ts';
import {constantCount, planOrder} from './order.ts';
import type {SelectorParts} from './selector-parts.ts';
import {SelectorState, singleCut, type SinglePart} from './selector-state.ts';
import {type GroupedStage, selectorStep, selectorText} from './selector-text.ts';

export type SelectorPlan<F = unknown> = {
  /** Names and types of the output rows. */
  attributes: Attributes;
  /** Aggregators are in use: expired events must reach the selector. */
  aggregates: boolean;
  /** There is a group by clause. */
  grouped: boolean;
  /** Which select items have an aggregator in them (for snapshot rates). In the order of `attributes`. */
  aggregateItems: readonly boolean[];
  create(host: {env: Env; next: Stage | GroupedStage}): Stage<F>;
};

export type SelectorOptions = {
  /** Which kinds leave. */
  events: EventType;
  /** Events may arrive as expired. */
  subtracts: boolean;
  /** Pass group keys on to the next stage (a `GroupedStage`). */
  passGroups?: boolean;
  /** One output per event even with aggregation. */
  perEvent?: boolean;
  /** Resets are passed on (snapshot rates). */
  passResets?: boolean;
  /** The name of the output, for qualified names in `having`. */
  outputId?: string;
  /** More than one input: `having` may also read unselected input attributes. */
  manyInputs: boolean;
  /** Where to point when the selection is absent. */
  at: Span;
};

/** What a generated module answers. */
type Made = {stage: Stage<unknown>; state: SinglePart | GroupsPart | null};
type MakeSelector = (
  next: unknown,
  chunkOf: typeof Chunk,
  fuse: (stage: Stepping) => ReturnType<typeof fusing>,
  text: StepText | undefined,
  keySlots: typeof KeySlots,
  slot: typeof slotOf,
  wide: typeof WideMap,
) => Made;

/**
 * Plans select, group by, having, order by, limit and offset as one generated
 * stage. With aggregation or group by a chunk yields the last passing event
 * (per group), in order of first appearance of the groups.
 */
export function planSelector<F>(
  selection: Selection | undefined,
  input: Pick<InputPlan<F>, 'scope' | 'star'>,
  options: SelectorOptions,
  planner: Planner,
): SelectorPlan<F> {
  const unit = new CodeUnit(planner, `${planner.appName}/select`);
  const grouped = selection !== undefined && selection.groupBy.length > 0;
  const aggregates = new Aggregates(unit, planner, options.subtracts, grouped || planner.partitioned);
  const body = unit.body();
  const context = {unit, body, scope: input.scope, planner, aggregate: aggregates.take};
  const items = selectItems(selection, input, options).map((item) => {
    if ('code' in item) return {...item, aggregate: false};
    const before = aggregates.count;
    const compiled = compileExpression(item.expression, context);
    return {name: item.name, type: compiled.type, code: compiled.code, aggregate: aggregates.count > before};
  });
  const attributes = items.map(({name, type}) => ({name, type}));
  const having = selection?.having
    ? compileHaving(selection, attributes, input.scope, options, context, aggregates)
    : null;
  const group = grouped ? groupKey(selection.groupBy, input.scope, unit) : null;
  const order = selection ? planOrder(selection.orderBy, attributes) : null;
  const limit = constantCount(selection?.limit, 'limit');
  const offset = constantCount(selection?.offset, 'offset');
  const parts: SelectorParts = {
    items: items.map((i) => i.code),
    identity:
      input.star.length > 0 &&
      items.length === input.star.length &&
      items.every((i, at) => i.code === `r[${at}]`) &&
      identityStar(input.star),
    declarations: body.declarations(),
    having,
    group: group?.code ?? null,
    text: group?.text ?? false,
    aggregates,
    numeric: (code) => input.star.some((s) => s.code === code && numeric(s.type)),
    events: options.events,
    last: options.perEvent !== true && (aggregates.used || group !== null),
    pure: unit.pure,
    passResets: options.passResets === true,
    passGroups: options.passGroups === true && group !== null,
    order: order === null ? null : unit.constant(order),
    limit,
    offset: offset ?? 0,
  };
  const make = unit.compileMaker<MakeSelector>(selectorText(parts));
  const fields = aggregates.fields();
  const fused = new FusedCode();
  const fuse = (stage: Stepping): ReturnType<typeof fusing> => fusing(stage, fused);
  const step = aggregates.used ? undefined : selectorStep(parts, {constants: unit.constants, variables: body.names});
  return {
    attributes,
    aggregates: aggregates.used,
    grouped: group !== null,
    aggregateItems: items.map((i) => i.aggregate),
    create: ({env, next}) => {
      const made = make(next, Chunk, fuse, step, KeySlots, slotOf, WideMap);
      const {state} = made;
      if (state)
        env.state(
          'select',
          'begun' in state ? new SelectorState(state, fields, groupsCut) : new SelectorState(state, fields, singleCut),
        );
      return made.stage;
    },
  };
}

/** The star lists the row as it is: the row itself can be handed on. */
const identityStar = (star: InputPlan['star']): boolean => star.every((s, at) => s.code === `r[${at}]`);

type Item = {name: string; expression: Extract<Selection['items'], readonly unknown[]>[number]['expression']};

function selectItems(
  selection: Selection | undefined,
  input: Pick<InputPlan, 'star'>,
  options: SelectorOptions,
): (Item | InputPlan['star'][number])[] {
  const seen = new Set<string>();
  const once = (name: string, at: Span): void => {
    if (seen.has(name))
      throw new SiddhiAppError('validation', `'${name}' is already the name of an output attribute`, at);
    seen.add(name);
  };
  if (!selection || selection.items === '*') {
    for (const {name} of input.star) once(name, selection?.at ?? options.at);
    return [...input.star];
  }
  return selection.items.map((item) => {
    const {expression} = item;
    const name = item.as ?? (expression.kind === 'variable' ? expression.attribute : undefined);
    if (name === undefined)
      throw new SiddhiAppError('validation', "an expression in 'select' needs a name: add 'as ...'", item.at);
    once(name, item.at);
    return {name, expression};
  });
}

function compileHaving(
  selection: Selection,
  attributes: Attributes,
  inputs: Scope,
  options: SelectorOptions,
  context: Parameters<typeof compileExpression>[1],
  aggregates: Aggregates,
): string {
  const output = new RowScope(options.outputId === undefined ? [] : [options.outputId], attributes, 'o');
  const scope = new HavingScope(output, options.manyInputs ? inputs : null);
  const having = selection.having!;
  const compiled = compileExpression(having, {...context, scope, aggregate: aggregates.takeGlobal});
  context.unit.expect(compiled, 'bool', having, "'having'");
  return compiled.sure ? compiled.code : `((${compiled.code})===true)`;
}
