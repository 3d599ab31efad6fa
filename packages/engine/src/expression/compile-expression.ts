import {type Expression, SiddhiAppError} from '@tandem/siddhiql';
import {unreachable} from '@tandem/base';
import type {Planner} from '../plan/planner.ts';
import {compileIn} from '../tables/in.ts';
import {arithmetic} from './arithmetic.ts';
import {compileCall} from './calls.ts';
import type {Body, CodeUnit, Compiled} from './code-unit.ts';
import {comparison} from './comparison.ts';
import {eventName, type Scope} from './scope.ts';

/** Where an expression stands: the module and function it becomes part of, and what its names mean. */
export type ExpressionContext = {
  unit: CodeUnit;
  body: Body;
  scope: Scope;
  planner: Planner;
  /** Takes aggregator calls, with their compiled arguments; where it is absent they are refused. */
  aggregate?: (call: AggregatorCall) => Compiled;
  /** See AggregatorCall. */
  lazy?: boolean;
};
export type AggregatorCall = {
  name: string;
  args: readonly Compiled[];
  expression: Expression;
  /** Stands where it may not be evaluated: in a branch, or right of `and`, `or`. */
  lazy: boolean;
};

/**
 * Types an expression and turns it into JavaScript. Nulls, widths and
 * overflow behave as documented for SiddhiQL; see docs/siddhiql.md.
 */
export function compileExpression(expression: Expression, context: ExpressionContext): Compiled {
  switch (expression.kind) {
    case 'number':
      return {
        type: expression.type,
        code: context.unit.literal(literalNumber(expression)),
        sure: true,
        constant: literalNumber(expression),
      };
    case 'string':
      return {type: 'string', code: context.unit.constant(expression.value), sure: true, constant: expression.value};
    case 'bool':
      return {type: 'bool', code: String(expression.value), sure: true, constant: expression.value};
    case 'time':
      return {type: 'long', code: context.unit.literal(expression.ms), sure: true, constant: expression.ms};
    case 'variable': {
      const {type, code, sure} = context.scope.resolve(expression);
      return {type, code, sure: sure ?? false};
    }
    case 'event':
      throw new SiddhiAppError(
        'validation',
        'an event as a whole has no value here, expected an attribute of it',
        expression.at,
      );
    case 'call':
      return compileCall(expression, context);
    case 'isNull':
      return isNull(expression.operand, context);
    case 'not': {
      const operand = compileExpression(expression.operand, context);
      context.unit.expect(operand, 'bool', expression.operand, "the operand of 'not'");
      return {type: 'bool', code: operand.sure ? `!(${operand.code})` : `((${operand.code})!==true)`, sure: true};
    }
    case 'binary': {
      const {operator} = expression;
      if (operator === 'and' || operator === 'or') {
        const left = truth(expression.left, operator, context);
        const right = truth(expression.right, operator, {...context, lazy: true});
        return {type: 'bool', code: `(${left}${operator === 'and' ? '&&' : '||'}${right})`, sure: true};
      }
      const left = compileExpression(expression.left, context);
      const right = compileExpression(expression.right, context);
      switch (operator) {
        case '+':
        case '-':
        case '*':
        case '/':
        case '%':
          return arithmetic(operator, left, right, expression, context);
        default:
          return comparison(operator, left, right, expression, context);
      }
    }
    case 'in':
      return compileIn(expression, context);
    default:
      return unreachable(expression);
  }
}

/** A long literal in canonical form; floats rounded to single. */
function literalNumber(expression: Extract<Expression, {kind: 'number'}>): number | bigint {
  if (expression.type === 'float') return Math.fround(expression.value);
  if (expression.type !== 'long') return expression.value;
  const wrapped = BigInt.asIntN(64, expression.value);
  return wrapped >= -9007199254740991n && wrapped <= 9007199254740991n ? Number(wrapped) : wrapped;
}

/** An operand of `and`, `or`: null counts as false. */
function truth(operand: Expression, operator: string, context: ExpressionContext): string {
  const compiled = compileExpression(operand, context);
  context.unit.expect(compiled, 'bool', operand, `an operand of '${operator}'`);
  return compiled.sure ? compiled.code : `((${compiled.code})===true)`;
}

function isNull(operand: Extract<Expression, {kind: 'isNull'}>['operand'], context: ExpressionContext): Compiled {
  if (operand.kind !== 'call') {
    const attribute = operand.kind === 'variable' ? attributeOf(operand, context) : null;
    if (attribute) return {type: 'bool', code: `(${attribute}===null)`, sure: true};
    const event = context.scope.event(operand);
    if (event) return {type: 'bool', code: event.isNull, sure: true};
    if (operand.kind === 'variable') context.scope.resolve(operand);
    throw new SiddhiAppError('validation', `there is no event '${eventName(operand)}' here`, operand.at);
  }
  const compiled = compileExpression(operand, context);
  return {type: 'bool', code: compiled.sure ? `(${compiled.code},false)` : `((${compiled.code})===null)`, sure: true};
}

/** The attribute's code, or null where the name may only be an event's. */
function attributeOf(variable: Extract<Expression, {kind: 'variable'}>, context: ExpressionContext): string | null {
  if (context.scope.event(variable) === null) return context.scope.resolve(variable).code;
  try {
    return context.scope.resolve(variable).code;
  } catch (error) {
    if (error instanceof SiddhiAppError) return null;
    throw error;
  }
}
