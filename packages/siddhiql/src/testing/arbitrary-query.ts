import * as fc from 'fast-check';
import type {
  AbsentState,
  Annotation,
  CountState,
  EventType,
  Handler,
  Input,
  JoinInput,
  LogicalState,
  OnDemandQuery,
  OutputAction,
  OutputRate,
  Partition,
  Query,
  Selection,
  SingleInput,
  SourceRef,
  State,
  StreamState,
} from '../ast.ts';
import {at, call, expression, name, text, time, variable} from './arbitrary-expression.ts';

/** `T | undefined` made an absent key: the tree has no keys with undefined. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, {nil: undefined});
type Defined<T> = {[K in keyof T as undefined extends T[K] ? never : K]: T[K]} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};
function defined<T extends object>(record: T): Defined<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Defined<T>;
}

const source: fc.Arbitrary<SourceRef> = fc
  .record({id: name, prefix: fc.constantFrom('' as const, '#' as const, '!' as const)})
  .map((own) => ({kind: 'source', ...own, at}));
const eventType = fc.constantFrom<EventType>('current', 'expired', 'all');

const filter: fc.Arbitrary<Handler> = fc
  .record({condition: expression, hash: fc.boolean()})
  .map((own) => ({kind: 'filter', ...own, at}));
const step: fc.Arbitrary<Handler> = fc.oneof(
  filter,
  call.map((call) => ({kind: 'streamFunction' as const, call, at})),
);
const window: fc.Arbitrary<Handler> = call.map((call) => ({kind: 'windowHandler', call, at}));
const steps = fc.array(step, {maxLength: 2});
const handlers = fc
  .tuple(steps, maybe(window), steps)
  .map(([before, one, after]) => [...before, ...(one ? [one] : []), ...after]);

export const single: fc.Arbitrary<SingleInput> = fc
  .record({source, handlers})
  .map((own) => ({kind: 'single', ...own, at}));

const joinSide = fc
  .record({source, handlers: fc.tuple(steps, maybe(window)), alias: maybe(name)})
  .map(({source, handlers: [before, one], alias}) => ({
    kind: 'joinSide' as const,
    source,
    handlers: [...before, ...(one ? [one] : [])],
    ...defined({alias}),
    at,
  }));
const spanOfTime = fc.array(expression, {minLength: 1, maxLength: 2});
const join: fc.Arbitrary<JoinInput> = fc
  .record({
    type: fc.constantFrom('join', 'inner', 'left', 'right', 'full' as const),
    left: joinSide,
    right: joinSide,
    unidirectional: maybe(fc.constantFrom('left', 'right' as const)),
    on: maybe(expression),
    within: maybe(spanOfTime),
    per: maybe(expression),
  })
  .map(({per, ...own}) => ({kind: 'join', ...defined(own), ...(own.within && per ? {per} : {}), at}));

const streamState: fc.Arbitrary<StreamState> = fc
  .record({reference: maybe(name), source, handlers: steps})
  .map((own) => ({kind: 'streamState', ...defined(own), at}));
const waiting: fc.Arbitrary<AbsentState> = fc
  .record({source, handlers: steps, for: time})
  .map((own) => ({kind: 'absent', ...own, at}));
const never: fc.Arbitrary<AbsentState> = fc
  .record({source, handlers: steps})
  .map((own) => ({kind: 'absent', ...own, at}));
const logical: fc.Arbitrary<LogicalState> = fc
  .oneof(
    fc.record({
      type: fc.constantFrom('and', 'or' as const),
      left: fc.oneof(streamState, waiting),
      right: fc.oneof(streamState, waiting),
    }),
    fc.record({type: fc.constant('and' as const), left: never, right: streamState}),
    fc.record({type: fc.constant('and' as const), left: streamState, right: never}),
  )
  .map((own) => ({kind: 'logical', ...own, at}));
const ranged: fc.Arbitrary<CountState> = fc
  .record({state: streamState, min: fc.nat(9), more: fc.option(fc.nat(9), {nil: -1})})
  .map(({state, min, more}) => ({kind: 'count', state, min, max: more < 0 ? -1 : min + more, form: 'range', at}));
const signed: fc.Arbitrary<CountState> = fc
  .record({
    state: streamState,
    count: fc.constantFrom(
      {min: 0, max: -1, form: '*' as const},
      {min: 1, max: -1, form: '+' as const},
      {min: 0, max: 1, form: '?' as const},
    ),
  })
  .map(({state, count}) => ({kind: 'count', state, ...count, at}));

const unit: fc.Arbitrary<State> = fc.oneof(streamState, waiting, logical, ranged);
const next = (elements: State[]): State => elements.reduceRight((next, first) => ({kind: 'next', first, next, at}));

/** A chain of a pattern, in groups; with `every` at most once on each way down. */
const patternChain = (depth: number, every: boolean): fc.Arbitrary<State> => {
  const group = depth > 0 ? [patternChain(depth - 1, every)] : [];
  const plain = fc.oneof(unit, ...group);
  const inEvery = fc.oneof(unit, ...(depth > 0 ? [patternChain(depth - 1, false)] : []));
  const repeated: fc.Arbitrary<State> = inEvery
    .filter((state) => !hasEvery(state))
    .map((state) => ({kind: 'every', state, at}));
  return fc.array(every ? fc.oneof(plain, repeated) : plain, {minLength: 1, maxLength: 3}).map(next);
};
function hasEvery(state: State): boolean {
  if (state.kind === 'next') return hasEvery(state.first) || hasEvery(state.next);
  return state.kind === 'every';
}
const sequenceUnit = fc.oneof(unit, signed);
const sequence: fc.Arbitrary<State> = fc
  .record({
    every: fc.boolean(),
    first: sequenceUnit,
    rest: fc.array(fc.oneof(sequenceUnit, fc.array(sequenceUnit, {minLength: 2, maxLength: 3}).map(next)), {
      minLength: 1,
      maxLength: 3,
    }),
  })
  .map(({every, first, rest}) => next([every ? {kind: 'every', state: first, at} : first, ...rest]));
const state: fc.Arbitrary<Input> = fc
  .oneof(
    fc.record({type: fc.constant('pattern' as const), state: patternChain(2, true), within: maybe(time)}),
    fc.record({type: fc.constant('sequence' as const), state: sequence, within: maybe(time)}),
  )
  .map((own) => ({kind: 'state', ...defined(own), at}));

const item = fc.oneof(
  variable.map((expression) => ({kind: 'item' as const, expression, at})),
  fc.record({expression, as: name}).map((own) => ({kind: 'item' as const, ...own, at})),
);
const orderBy = fc
  .record({variable, order: maybe(fc.constantFrom('asc', 'desc' as const))})
  .map((own) => ({kind: 'orderBy' as const, ...defined(own), at}));
const items = fc.oneof(fc.constant('*' as const), fc.array(item, {minLength: 1, maxLength: 4}));
export const selection: fc.Arbitrary<Selection> = fc
  .record({
    items,
    groupBy: fc.array(variable, {maxLength: 2}),
    having: maybe(expression),
    orderBy: fc.array(orderBy, {maxLength: 2}),
    limit: maybe(expression),
    offset: maybe(expression),
  })
  .map((own) => ({kind: 'select', ...defined(own), at}));

const limited = fc.oneof(
  fc.record({type: fc.constantFrom('all', 'first', 'last' as const), explicit: fc.constant(true)}),
  fc.constant({type: 'all' as const, explicit: false}),
);
const rate: fc.Arbitrary<OutputRate> = fc.oneof(
  fc.tuple(limited, fc.nat(999)).map(([own, events]) => ({kind: 'eventRate' as const, ...own, events, at})),
  fc.tuple(limited, time).map(([own, every]) => ({kind: 'timeRate' as const, ...own, every, at})),
  time.map((every) => ({kind: 'snapshotRate' as const, every, at})),
);

const assignment = fc
  .record({target: variable, value: expression})
  .map((own) => ({kind: 'assignment' as const, ...own, at}));
const insert: fc.Arbitrary<OutputAction> = fc
  .record({events: maybe(eventType), target: source})
  .map((own) => ({kind: 'insert', ...defined(own), at}));
const change: fc.Arbitrary<OutputAction> = fc.oneof(
  fc
    .record({target: source, events: maybe(eventType), on: maybe(expression)})
    .map((own) => ({kind: 'delete' as const, ...defined(own), at})),
  fc
    .record({
      kind: fc.constantFrom('update', 'upsert' as const),
      target: source,
      events: maybe(eventType),
      set: fc.array(assignment, {maxLength: 2}),
      on: expression,
    })
    .map((own) => ({...defined(own), at})),
);
const returns: fc.Arbitrary<OutputAction> = maybe(eventType).map((events) => ({
  kind: 'return',
  ...defined({events}),
  at,
}));

const element = fc
  .record({key: maybe(fc.oneof(fc.constantFrom('name', 'buffer.size', 'a-b', 'dep:x', 'select'), text)), value: text})
  .map((own) => ({kind: 'element' as const, ...defined(own), at}));
export const annotation = (app: boolean, depth = 2): fc.Arbitrary<Annotation> =>
  fc
    .record({
      name,
      elements: fc.array(element, {maxLength: 3}),
      annotations:
        app || depth === 0 ? fc.constant<Annotation[]>([]) : fc.array(annotation(false, depth - 1), {maxLength: 2}),
    })
    .map((own) => ({kind: 'annotation', app, ...own, at}));
export const annotations = fc.array(annotation(false), {maxLength: 2});

const queryOf = (
  input: fc.Arbitrary<Input>,
  output: fc.Arbitrary<OutputAction>,
  above: fc.Arbitrary<Annotation[]>,
): fc.Arbitrary<Query> =>
  fc
    .record({annotations: above, input, select: maybe(selection), rate: maybe(rate), output})
    .map((own) => ({kind: 'query', ...defined(own), at}));
const named: fc.Arbitrary<Input> = fc.oneof(single, join, state);
const anonymous: fc.Arbitrary<Input> = fc
  .record({query: queryOf(named, returns, fc.constant([])), handlers})
  .map((own) => ({kind: 'anonymous', ...own, at}));
export const query = queryOf(
  fc.oneof({weight: 5, arbitrary: named}, {weight: 1, arbitrary: anonymous}),
  fc.oneof(insert, change, returns),
  annotations,
);

const partitionKey = fc.oneof(
  fc.record({expression, source}).map((own) => ({kind: 'valueKey' as const, ...own, at})),
  fc
    .record({
      ranges: fc.array(fc.record({condition: expression, label: text, at: fc.constant(at)}), {
        minLength: 1,
        maxLength: 3,
      }),
      source,
    })
    .map((own) => ({kind: 'rangeKey' as const, ...own, at})),
);
export const partition: fc.Arbitrary<Partition> = fc
  .record({
    annotations,
    keys: fc.array(partitionKey, {minLength: 1, maxLength: 2}),
    queries: fc.array(query, {minLength: 1, maxLength: 2}),
  })
  .map((own) => ({kind: 'partition', ...own, at}));

const store = fc
  .record({id: name, alias: maybe(name), on: maybe(expression), span: maybe(fc.tuple(spanOfTime, expression))})
  .map(({span, ...own}) => ({...defined(own), ...(span ? {within: span[0], per: span[1]} : {}), at}));
export const onDemand: fc.Arbitrary<OnDemandQuery> = fc.oneof(
  fc.record({from: store, select: maybe(selection)}).map((own) => ({kind: 'onDemand' as const, ...defined(own), at})),
  fc
    .record({select: selection, output: fc.oneof(insert, change)})
    .map((own) => ({kind: 'onDemand' as const, ...own, at})),
);
