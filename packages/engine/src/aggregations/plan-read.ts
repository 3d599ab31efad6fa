import {valueText} from '@tandem/functions';
import {type Duration, type Expression, SiddhiAppError, type Span} from '@tandem/siddhiql';
import type {Row, Value} from '../api.ts';
import {type CompiledRow, compileRow} from '../expression/compile-row.ts';
import type {Scope} from '../expression/scope.ts';
import type {Planner} from '../plan/planner.ts';
import {type EventFunction} from '../tables/compile-pair.ts';
import type {Aggregation} from './aggregation.ts';
import {durationOf, type TimeSpan} from './durations.ts';
import {MOMENT_FORM, momentOf, WILDCARD_FORM, wildcardSpan} from './moments.ts';

/** `within …  per …` of a join or on-demand query. */
export type Reading = {within?: readonly Expression[]; per?: Expression; at: Span};
/** The rows that an event asks for; `group`: as `Aggregation.rows`. Throws SiddhiAppError ('runtime') for values that name no time or duration. */
export type AggregationReader = (t: number, r: unknown, group?: readonly Value[]) => Iterable<Row>;

/**
 * Plans `within` and `per` in the scope of the event that asks. Constants are
 * checked at once, attributes with each event. `within` is about the starts of
 * the buckets of `per`. Throws SiddhiAppError.
 */
export function planRead(
  {within, per, at}: Reading,
  aggregation: Aggregation,
  scope: Scope,
  planner: Planner,
): AggregationReader {
  if (!per) throw missing('per', aggregation, at);
  const [first, second] = within ?? [];
  if (!first) throw missing('within', aggregation, at);
  const durationAt = planDuration(per, aggregation, scope, planner);
  const spanAt = second ? planTwo(first, second, scope, planner) : planOne(first, scope, planner);
  return (t, r, group) => {
    const duration = durationAt(t, r);
    const {start, end} = spanAt(t, r);
    return aggregation.rows(duration, start, end, group);
  };
}

const missing = (clause: 'within' | 'per', {id}: Aggregation, at: Span): SiddhiAppError =>
  new SiddhiAppError(
    'creation',
    `reading aggregation '${id}' needs 'within' and 'per', but there is no '${clause}'`,
    at,
  );

function planDuration(
  per: Expression,
  aggregation: Aggregation,
  scope: Scope,
  planner: Planner,
): EventFunction<Duration> {
  const {type, evaluate} = compileRow(per, scope, planner);
  if (type !== 'string')
    throw new SiddhiAppError('creation', `'per' must be a string, such as 'days', but this is ${type}`, per.at);
  const {id, durations} = aggregation;
  return early(per, (t, r) => {
    const word = evaluate(t, r as never) as string | null;
    const duration = word === null ? undefined : durationOf(word);
    if (!duration)
      throw new SiddhiAppError(
        'runtime',
        `'per' must name a duration (seconds, minutes, hours, days, months, years), but found ${shown(word)}`,
        per.at,
      );
    if (!durations.includes(duration))
      throw new SiddhiAppError(
        'runtime',
        `aggregation '${id}' keeps no ${duration}, only ${durations.join(', ')}`,
        per.at,
      );
    return duration;
  });
}

function planOne(only: Expression, scope: Scope, planner: Planner): EventFunction<TimeSpan> {
  const {type, evaluate} = compileRow(only, scope, planner);
  if (type !== 'string') {
    throw new SiddhiAppError(
      'creation',
      `a single value of 'within' must be a string, but this is ${type}; for a range write two values`,
      only.at,
    );
  }
  return early(only, (t, r) => {
    const text = evaluate(t, r as never) as string | null;
    const span = text === null ? undefined : wildcardSpan(text);
    if (span) return span;
    throw new SiddhiAppError('runtime', `'within' must be ${WILDCARD_FORM}, but found ${shown(text)}`, only.at);
  });
}

function planTwo(from: Expression, to: Expression, scope: Scope, planner: Planner): EventFunction<TimeSpan> {
  const [startAt, endAt] = [planTime(from, scope, planner), planTime(to, scope, planner)];
  const spanAt: EventFunction<TimeSpan> = (t, r) => {
    const [start, end] = [startAt(t, r), endAt(t, r)];
    if (start < end) return {start, end};
    throw new SiddhiAppError(
      'runtime',
      `'within' must start before it ends, but it starts at ${start} and ends at ${end} (ms since 1970)`,
      from.at,
    );
  };
  return isConstant(from) && isConstant(to) ? early(from, spanAt) : spanAt;
}

/** One end of a range, ms since 1970. */
function planTime(expression: Expression, scope: Scope, planner: Planner): EventFunction<number> {
  const compiled = compileRow(expression, scope, planner);
  const {at} = expression;
  if (compiled.type !== 'string' && compiled.type !== 'long') {
    throw new SiddhiAppError(
      'creation',
      `the values of 'within' must be strings or longs (ms since 1970), but this is ${compiled.type}`,
      at,
    );
  }
  return early(expression, (t, r) => {
    const time = timeOf(compiled, t, r);
    if (time !== undefined) return time.ms;
    const found = compiled.evaluate(t, r as never);
    throw new SiddhiAppError('runtime', `'within' must be a long or ${MOMENT_FORM}, but found ${shown(found)}`, at);
  });
}

function timeOf({type, evaluate}: CompiledRow, t: number, r: unknown): {ms: number} | undefined {
  const value = evaluate(t, r as never);
  if (value === null) return undefined;
  const ms = type === 'long' ? Number(value) : momentOf(value as string);
  return ms === undefined ? undefined : {ms};
}

const isConstant = ({kind}: Expression): boolean => kind === 'string' || kind === 'number' || kind === 'time';

/** Evaluates a constant when it is planned: what is wrong with it is then a mistake in the text. */
function early<T>(expression: Expression, evaluate: EventFunction<T>): EventFunction<T> {
  if (!isConstant(expression)) return evaluate;
  try {
    const value = evaluate(-1, null);
    return () => value;
  } catch (error) {
    if (error instanceof SiddhiAppError) throw new SiddhiAppError('creation', error.reason, error.span);
    throw error;
  }
}

const shown = (value: Value): string => (typeof value === 'string' ? `'${value}'` : valueText(value, 'object'));
