import {didYouMean, type AttributeType, type Call, SiddhiAppError} from '@tandem/siddhiql';
import {aggregators, type EmitHelp, scalars} from '@tandem/functions';
import type {Compiled} from './code-unit.ts';
import {refuseUnsteady, steadyHelp} from '../external/steady.ts';
import {compileExpression, type ExpressionContext} from './compile-expression.ts';

/** A call in an expression: a script function (which hides others of its name), a scalar function, an aggregator, or `eventTimestamp`. */
export function compileCall(call: Call, context: ExpressionContext): Compiled {
  const name = call.namespace === undefined ? call.name : `${call.namespace}:${call.name}`;
  const script = call.namespace === undefined ? context.planner.functions.get(call.name) : undefined;
  const steady = context.planner.externalReads.steady;
  if (script) {
    if (steady !== null) refuseUnsteady(call, steady);
    const args = compileArguments(call, context, false).map((a) => a.code);
    context.unit.taint();
    return bool(script.returns, `${context.unit.constant(script.call)}(${args.join(',')})`, false);
  }
  if (name === 'eventTimestamp') return eventTimestamp(call, context);
  const scalar = scalars.get(name);
  const aggregator = scalar ? undefined : aggregators.get(name);
  if (!scalar && !aggregator) {
    const known = [...context.planner.functions.keys(), ...scalars.keys(), ...aggregators.keys(), 'eventTimestamp'];
    throw new SiddhiAppError(
      'creation',
      `'${name}' is neither a function nor an aggregator${didYouMean(name, known)}`,
      call.at,
    );
  }
  const args = compileArguments(call, context, aggregator !== undefined);
  if (!scalar) {
    // What an aggregator may take depends on the place: a query or an aggregation.
    if (!context.aggregate) throw new SiddhiAppError('creation', `the aggregator '${name}' cannot stand here`, call.at);
    return context.aggregate({name, args, expression: call, lazy: context.lazy ?? false});
  }
  const ruling = scalar.rule(args);
  if ('refuse' in ruling) throw new SiddhiAppError('creation', ruling.refuse, call.at);
  const help = emitHelp(context);
  const code = scalar.emit(
    args.map((a) => a.code),
    args,
    steady === null ? help : steadyHelp(help, call, steady),
    ruling.type,
  );
  return bool(ruling.type, code, scalar.sure ?? false);
}

/** Functions that may leave their later arguments alone. */
const BRANCHING: ReadonlySet<string> = new Set(['ifThenElse', 'coalesce', 'default']);

/** A function that is declared bool never answers null: null becomes false. */
function bool(type: AttributeType, code: string, sure: boolean): Compiled {
  if (type !== 'bool' || sure) return {type, code, sure};
  return {type, code: `((${code})===true)`, sure: true};
}

function compileArguments(call: Call, context: ExpressionContext, aggregator: boolean): Compiled[] {
  if (call.args === '*') {
    if (!context.scope.all)
      throw new SiddhiAppError('creation', `'*' cannot stand for the arguments of ${call.name}() here`, call.at);
    return context.scope.all().map((a) => ({type: a.type, code: a.code, sure: a.sure ?? false}));
  }
  const inner = aggregator ? withoutAggregators(context, call) : context;
  const branches = call.namespace === undefined && BRANCHING.has(call.name) ? {...inner, lazy: true} : inner;
  return call.args.map((arg, i) => compileExpression(arg, i === 0 ? inner : branches));
}

function withoutAggregators(context: ExpressionContext, call: Call): ExpressionContext {
  return {
    ...context,
    aggregate: ({name, expression}) => {
      throw new SiddhiAppError(
        'creation',
        `the aggregator '${name}' cannot stand inside ${call.name}()`,
        expression.at,
      );
    },
  };
}

function eventTimestamp(call: Call, context: ExpressionContext): Compiled {
  if (call.args === '*' || call.args.length > 1)
    throw new SiddhiAppError('creation', 'eventTimestamp() takes no argument, or one event', call.at);
  const [arg] = call.args;
  if (!arg) return {type: 'long', code: 't', sure: true};
  const event = arg.kind === 'variable' || arg.kind === 'event' ? context.scope.event(arg) : null;
  if (!event)
    throw new SiddhiAppError(
      'creation',
      'the argument of eventTimestamp() must be an event (a stream or a reference)',
      arg.at,
    );
  return {type: 'long', code: event.timestamp, sure: false};
}

export function emitHelp({unit, body, planner}: Pick<ExpressionContext, 'unit' | 'body' | 'planner'>): EmitHelp {
  return {
    constant: (value) => unit.constant(value),
    temp: () => body.temp(),
    kept: (name, value) => {
      unit.taint();
      planner.keep(name, value);
      return unit.constant(value);
    },
    get now() {
      return `${unit.constant(nowOf(planner))}()`;
    },
    get random() {
      unit.taint();
      return `${unit.constant(randomOf(planner))}()`;
    },
  };
}

const nows = new WeakMap<object, () => number>();
const randoms = new WeakMap<object, () => number>();
/** One function per planner, so that a unit's constants hold it once. */
const nowOf = (planner: ExpressionContext['planner']): (() => number) => once(nows, planner, () => planner.now());
const randomOf = (planner: ExpressionContext['planner']): (() => number) =>
  once(randoms, planner, () => planner.random());
function once(map: WeakMap<object, () => number>, key: object, make: () => number): () => number {
  const known = map.get(key) ?? make;
  map.set(key, known);
  return known;
}
