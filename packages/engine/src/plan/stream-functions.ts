import {multipliers} from '@tandem/functions';
import {didYouMean, type Call, SiddhiAppError} from '@tandem/siddhiql';
import type {Row} from '../api.ts';
import type {Compiled} from '../expression/code-unit.ts';
import {compileExpression, type ExpressionContext} from '../expression/compile-expression.ts';
import type {Attributes} from '../expression/scope.ts';

/** A stream function's part of a generated stage: statements over `t`, `r`, `e`, which may replace `r`. */
type Planned = {adds: Attributes; code: string};
type StreamFunctionType = (
  args: readonly Compiled[],
  call: Call,
  row: Attributes,
  context: ExpressionContext,
) => Planned;

const types: Record<string, StreamFunctionType> = {log: planLog, pol2Cart: planPol2Cart};

/** `#log(...)`, `#pol2Cart(...)`: one row in, one row out. */
export function planStreamFunction(call: Call, row: Attributes, context: ExpressionContext): Planned {
  const name = call.namespace === undefined ? call.name : `${call.namespace}:${call.name}`;
  const type = types[name];
  if (!type) {
    throw new SiddhiAppError(
      'creation',
      `there is no stream function '${name}'${didYouMean(name, [...Object.keys(types), ...multipliers.keys()])}`,
      call.at,
    );
  }
  return type(argumentsOf(call, context), call, row, context);
}

/** Whether a call makes several rows of one, which is no statement but a stage. */
export const isMultiplier = (call: Call): boolean => multipliers.has(`${call.namespace}:${call.name}`);

export function argumentsOf(call: Call, context: ExpressionContext): Compiled[] {
  return call.args === '*'
    ? (context.scope.all?.() ?? []).map((a) => ({...a, sure: false}))
    : call.args.map((arg) => compileExpression(arg, context));
}

const LEVELS = ['INFO', 'DEBUG', 'WARN', 'FATAL', 'ERROR', 'OFF', 'TRACE'];

/** `#log([priority,] [message,] [with event])`: a log line; the event passes unchanged. */
function planLog(args: readonly Compiled[], call: Call, row: Attributes, {unit, planner}: ExpressionContext): Planned {
  const wrong = (what: string): never => {
    throw new SiddhiAppError('creation', `${what}; expected log([priority,] [message,] [event logged])`, call.at);
  };
  const rest = [...args];
  let flag: boolean | undefined;
  if (rest.at(-1)?.type === 'bool') {
    const last = rest.pop()!;
    if (typeof last.constant !== 'boolean') wrong('the flag of log() must be a constant');
    flag = last.constant as boolean;
  }
  const message = rest.pop();
  const priority = rest.pop();
  if (rest.length > 0) wrong(`log() takes at most three arguments, but found ${args.length}`);
  for (const text of [message, priority])
    if (text && text.type !== 'string') wrong(`priority and message of log() must be strings, but found ${text.type}`);
  if (typeof priority?.constant === 'string' && !LEVELS.includes(priority.constant.toUpperCase())) {
    wrong(`'${priority.constant}' is no priority, expected one of ${LEVELS.join(', ')}`);
  }
  const names = row.map((a) => a.name);
  const write = (level: string | null, text: string | null, event: Row | null): void => {
    const data =
      event === null ? null : JSON.stringify(Object.fromEntries(names.map((n, i) => [n, event[i]])), bigintText);
    const parts = [text, data].filter((p) => p !== null);
    planner.log(
      (level ?? 'INFO').toUpperCase(),
      `${planner.appName}: ${parts.length === 0 ? 'Event Arrived' : parts.join(', ')}`,
    );
  };
  unit.taint();
  const code = `${unit.constant(write)}(${priority?.code ?? 'null'},${message?.code ?? 'null'},${(flag ?? true) ? 'r' : 'null'});`;
  return {adds: [], code};
}
const bigintText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** `#pol2Cart(theta in degrees, rho [, z])` appends `x`, `y` (and `z`). */
function planPol2Cart(args: readonly Compiled[], call: Call, row: Attributes, {unit}: ExpressionContext): Planned {
  if (args.length < 2 || args.length > 3 || args.some((a) => a.type !== 'double')) {
    throw new SiddhiAppError(
      'creation',
      `pol2Cart() takes two or three doubles, but found (${args.map((a) => a.type).join(', ')})`,
      call.at,
    );
  }
  const adds = ['x', 'y', 'z'].slice(0, args.length).map((name) => ({name, type: 'double' as const}));
  for (const {name} of adds) {
    if (row.some((a) => a.name === name))
      throw new SiddhiAppError('validation', `pol2Cart() adds '${name}', which the input has already`, call.at);
  }
  const convert = (r: Row, theta: number | null, rho: number | null, z?: number | null): Row => {
    if (theta === null || rho === null) throw new Error('pol2Cart() needs an angle and a radius, but found null');
    // In this order also for angles near the end of a double's range.
    const angle = theta * (Math.PI / 180);
    return [...r, rho * Math.cos(angle), rho * Math.sin(angle), ...(z === undefined ? [] : [z])];
  };
  return {adds, code: `r=${unit.constant(convert)}(r,${args.map((a) => a.code).join(',')});`};
}
