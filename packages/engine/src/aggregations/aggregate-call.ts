import {type AttributeType, type Call, type Expression, SiddhiAppError, type Variable} from '@tandem/siddhiql';
import {aggregators, type Ruling, scalars} from '@tandem/functions';
import {must, unreachable} from '@tandem/base';
import type {Compiled} from '../expression/code-unit.ts';
import type {AggregatorCall} from '../expression/compile-expression.ts';
import {callsIn} from './calls-in.ts';
import {type BaseKind, baseValue, type BaseValue} from './base-values.ts';

const incremental = ['sum', 'avg', 'count', 'min', 'max', 'distinctCount'] as const;
type Incremental = (typeof incremental)[number];

/** The calls of aggregators in an expression. */
export const aggregatesIn = (expression: Expression): Call[] =>
  callsIn(expression).filter(
    ({namespace, name}) => namespace === undefined && aggregators.has(name) && !scalars.has(name),
  );

/** What the aggregators of an expression take: attributes as they stand. Throws SiddhiAppError for anything else. */
export function aggregated(expression: Expression): Variable[] {
  return aggregatesIn(expression).flatMap(({name, args, at}) => {
    if (args === '*') throw new SiddhiAppError('creation', `'*' cannot stand for the arguments of ${name}() here`, at);
    return args.map((arg) => {
      if (arg.kind === 'variable') return arg;
      throw new SiddhiAppError(
        'creation',
        `the argument of ${name}() must be an attribute of the stream here: compute it in a query first`,
        arg.at,
      );
    });
  });
}

/** Code that reads the cell of a base value, which is added where no other aggregator has it. */
export type NeedBase = (base: BaseValue, value: string) => string;

/** An aggregator over finished base values. Throws SiddhiAppError for what cannot be aggregated in steps. */
export function compileAggregate({name, args, expression}: AggregatorCall, need: NeedBase): Compiled {
  const known = incremental.find((n) => n === name);
  if (!known) {
    throw new SiddhiAppError(
      'creation',
      `'${name}' cannot be aggregated incrementally, expected one of ${incremental.join(', ')}`,
      expression.at,
    );
  }
  const aggregator = must(aggregators.get(name), 'a known aggregator');
  // Truth values can be told apart here, though not in a query: both are as in the reference engine.
  const takesBool = known === 'distinctCount' && args.length === 1 && args[0]?.type === 'bool';
  const ruling: Ruling = takesBool ? {type: 'long'} : aggregator.rule(args);
  if ('refuse' in ruling) throw new SiddhiAppError('creation', ruling.refuse, expression.at);
  const {type} = ruling;
  if (known === 'count') return {type, code: need(baseValue('count', {name: '', type: 'long'}), ''), sure: true};
  return {type, ...resultOf(known, operandOf(expression, args), need)};
}

type Operand = {name: string; type: AttributeType; code: string};

/** The argument of an aggregator that passed `aggregated`. */
function operandOf(expression: AggregatorCall['expression'], [argument]: readonly Compiled[]): Operand {
  const written = expression.kind === 'call' && expression.args !== '*' ? expression.args[0] : undefined;
  if (written?.kind !== 'variable') return must<never>(null, 'an attribute as the argument of an aggregator');
  return {name: written.attribute, ...must(argument, 'its code')};
}

function resultOf(
  name: Exclude<Incremental, 'count'>,
  operand: Operand,
  need: NeedBase,
): {code: string; sure: boolean} {
  const cell = (kind: BaseKind): string => need(baseValue(kind, operand), operand.code);
  switch (name) {
    case 'sum':
    case 'min':
    case 'max':
      return {code: cell(name), sure: false};
    case 'avg': {
      const sum = cell('sum');
      return {code: `(${sum}===null?null:Number(${sum})/${cell('count')})`, sure: false};
    }
    case 'distinctCount':
      return {code: cell('set'), sure: true};
    default:
      return unreachable(name);
  }
}
