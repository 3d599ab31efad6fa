import {didYouMean, type Call, type Expression, SiddhiAppError} from '@tandem/siddhiql';
import type {Value} from '../api.ts';
import {compileRow} from '../expression/compile-row.ts';
import {batch} from './batch.ts';
import {cron} from './cron-window.ts';
import {delay} from './delay.ts';
import {expressionBatch} from './expression-batch.ts';
import {expression} from './expression.ts';
import {externalTimeBatch} from './external-time-batch.ts';
import {externalTime} from './external-time.ts';
import {frequent} from './frequent.ts';
import {lengthBatch} from './length-batch.ts';
import {length} from './length.ts';
import {lossyFrequent} from './lossy-frequent.ts';
import {session} from './session.ts';
import {sort} from './sort.ts';
import {timeBatch} from './time-batch.ts';
import {timeLength} from './time-length.ts';
import {time} from './time.ts';
import type {WindowArgument, WindowInput, WindowPlan, WindowType} from './window.ts';

const types: readonly WindowType[] = [
  length,
  lengthBatch,
  time,
  timeBatch,
  timeLength,
  externalTime,
  externalTimeBatch,
  batch,
  delay,
  sort,
  session,
  frequent,
  lossyFrequent,
  expression,
  expressionBatch,
  cron,
];
const byName: ReadonlyMap<string, WindowType> = new Map(types.map((type) => [type.name, type]));

/**
 * Checks a window call and readies it for making instances. An instance
 * registers its state with the `env` it is made in, under `window`.
 * Throws SiddhiAppError: 'creation' for an unknown window or wrong arguments,
 * 'validation' for an unknown attribute.
 */
export function planWindow(call: Call, input: WindowInput): WindowPlan {
  const name = call.namespace === undefined ? call.name : `${call.namespace}:${call.name}`;
  const type = byName.get(name);
  if (!type) {
    const near = didYouMean(name, [...byName.keys()]);
    throw new SiddhiAppError('creation', `there is no window '${name}'${near}`, call.at);
  }
  if (call.args === '*') throw new SiddhiAppError('creation', `window '${name}' takes no '*'`, call.at);
  const plan = type.plan(
    call.args.map((arg) => classify(arg, input)),
    call,
    input,
  );
  return {...plan, create: (host) => host.env.state('window', plan.create(host))};
}

function classify(arg: Expression, input: WindowInput): WindowArgument {
  switch (arg.kind) {
    case 'number':
      return {kind: 'constant', type: arg.type, value: exact(arg.value), time: false};
    case 'string':
    case 'bool':
      return {kind: 'constant', type: arg.kind, value: arg.value, time: false};
    case 'time':
      return {kind: 'constant', type: 'long', value: arg.ms, time: true};
    case 'variable': {
      const {type} = input.scope.resolve(arg);
      const index = input.attributes.findIndex((a) => a.name === arg.attribute);
      return {kind: 'attribute', type, index, name: arg.attribute};
    }
    default: {
      const {type, evaluate} = compileRow(arg, input.scope, input.planner);
      return {kind: 'expression', type, evaluate: (ts, row) => evaluate(ts, row as never)};
    }
  }
}

/** A long as values hold it: a number in the safe range, a bigint beyond. */
function exact(value: number | bigint): Value {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
