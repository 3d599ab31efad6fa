import {type AttributeType, SiddhiAppError} from '@tandem/siddhiql';
import {aggregators} from '@tandem/functions';
import {must, unreachable} from '@tandem/base';
import type {Compiled} from '../expression/code-unit.ts';
import type {AggregatorCall} from '../expression/compile-expression.ts';
import {type BaseKind, baseValue, type BaseValue} from './base-values.ts';

const incremental = ['sum', 'avg', 'count', 'min', 'max', 'distinctCount'] as const;
type Incremental = (typeof incremental)[number];

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
  const ruling = must(aggregators.get(name), 'a known aggregator').rule(args);
  if ('refuse' in ruling) throw new SiddhiAppError('creation', ruling.refuse, expression.at);
  const {type} = ruling;
  if (known === 'count') return {type, code: need(baseValue('count', {name: '', type: 'long'}), ''), sure: true};
  return {type, ...resultOf(known, operandOf(expression, args), need)};
}

type Operand = {name: string; type: AttributeType; code: string};

/** The one argument, which must be an attribute as it stands. */
function operandOf(expression: AggregatorCall['expression'], [argument]: readonly Compiled[]): Operand {
  const call = expression.kind === 'call' ? expression : null;
  const written = call && call.args !== '*' ? call.args[0] : undefined;
  if (written?.kind !== 'variable' || !argument) {
    throw new SiddhiAppError(
      'creation',
      `the argument of ${call?.name ?? 'an aggregator'}() must be an attribute of the stream here: compute it in a query first`,
      (written ?? expression).at,
    );
  }
  return {name: written.attribute, type: argument.type, code: argument.code};
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
      return {code: `${cell('set')}.size`, sure: true};
    default:
      return unreachable(name);
  }
}
