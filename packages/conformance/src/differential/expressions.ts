import type {AttributeType} from '@tandem/siddhiql';
import type {Dice} from './dice.ts';
import {libraryCall} from './library-calls.ts';
import {literal, numericTypes, type ValueType, valueTypes} from './values.ts';

/** What an expression may name: text and type. `tables`: conditions for `in`, made on demand. */
export type Scope = {
  names: readonly {text: string; type: AttributeType}[];
  /** What may stand where a value may, but cannot be grouped by, such as `eventTimestamp()`. */
  calls?: readonly {text: string; type: AttributeType}[];
  /** Whether aggregators may be called. */
  aggregates?: boolean;
  /** How often a call is one of `str:`, `math:` or `time:`, beside the 3 of `ifThenElse`. */
  library?: number;
  /** A condition that ends in `in T`. */
  membership?: (dice: Dice) => string;
  /** Other conditions of this place, such as `e1 is null`. */
  conditions?: readonly string[];
};

/** An expression of the type, at most `depth` operators deep. */
export function expression(dice: Dice, type: ValueType, scope: Scope, depth: number): string {
  if (depth <= 0) return leaf(dice, type, scope);
  if (scope.aggregates && dice.chance(0.25)) return aggregate(dice, type, scope) ?? leaf(dice, type, scope);
  if (type === 'bool') return condition(dice, scope, depth);
  const kind = dice.weighted({leaf: 4, arithmetic: type === 'string' ? 0 : 5, function: 3});
  if (kind === 'leaf') return leaf(dice, type, scope);
  return kind === 'arithmetic' ? arithmetic(dice, type, scope, depth) : call(dice, type, scope, depth);
}

/** A condition, for filters and the like. */
export function condition(dice: Dice, scope: Scope, depth: number): string {
  const kind = dice.weighted({
    compare: 10,
    isNull: 2,
    logic: depth > 0 ? 4 : 0,
    not: depth > 0 ? 1 : 0,
    attribute: 1,
    function: depth > 0 ? 1 : 0,
    membership: scope.membership ? 2 : 0,
    given: scope.conditions?.length ? 3 : 0,
  });
  switch (kind) {
    case 'compare':
      return comparison(dice, scope, depth - 1);
    case 'isNull': {
      const name = scope.names.length > 0 ? dice.pick(scope.names).text : undefined;
      return name === undefined ? 'true' : `${name} is null`;
    }
    case 'logic':
      return `(${condition(dice, scope, depth - 1)} ${dice.pick(['and', 'or'])} ${condition(dice, scope, depth - 1)})`;
    case 'not':
      return `not (${condition(dice, scope, depth - 1)})`;
    case 'attribute':
      // Alone it is refused in many places by the reference engine, with an internal error.
      return dice.chance(0.05) ? leaf(dice, 'bool', scope) : `${leaf(dice, 'bool', scope)} == true`;
    case 'function':
      return dice.chance(0.5)
        ? `instanceOf${dice.pick(['Integer', 'Long', 'Float', 'Double', 'Boolean', 'String'])}(${anything(dice, scope)})`
        : call(dice, 'bool', scope, depth);
    case 'membership':
      return scope.membership?.(dice) ?? 'true';
    case 'given':
      return dice.pick(scope.conditions ?? ['true']);
  }
}

function comparison(dice: Dice, scope: Scope, depth: number): string {
  const family = dice.weighted({numeric: 8, string: 3, bool: 1});
  if (family === 'numeric') {
    const [left, right] = [dice.pick(numericTypes), dice.pick(numericTypes)];
    const operator = dice.pick(['==', '!=', '<', '<=', '>', '>=']);
    return `${expression(dice, left, scope, depth)} ${operator} ${expression(dice, right, scope, depth - 1)}`;
  }
  const deep = scope.library ? depth : Math.min(depth, 0);
  return `${expression(dice, family, scope, deep)} ${dice.pick(['==', '!='])} ${expression(dice, family, scope, 0)}`;
}

function arithmetic(dice: Dice, type: ValueType, scope: Scope, depth: number): string {
  const rank = numericTypes.indexOf(type as (typeof numericTypes)[number]);
  const narrower = numericTypes[dice.between(0, rank)] ?? 'int';
  const sides = [expression(dice, type, scope, depth - 1), expression(dice, narrower, scope, depth - 1)];
  if (dice.chance(0.5)) sides.reverse();
  return `(${sides.join(` ${dice.pick(['+', '-', '*', '/', '%'])} `)})`;
}

function call(dice: Dice, type: ValueType, scope: Scope, depth: number): string {
  const inner = (of: ValueType = type): string => expression(dice, of, scope, depth - 1);
  const name = dice.weighted({
    ifThenElse: 3,
    coalesce: 2,
    default: 1,
    convert: 4,
    extreme: (numericTypes as readonly string[]).includes(type) ? 1 : 0,
    cast: 0.5,
    library: scope.library ?? 0,
    set: type === 'int' ? 0.3 : 0,
  });
  switch (name) {
    case 'ifThenElse':
      return `ifThenElse(${condition(dice, scope, depth - 1)}, ${inner()}, ${inner()})`;
    case 'coalesce':
      return `coalesce(${dice.times(dice.between(1, 3), () => inner()).join(', ')})`;
    case 'default':
      return `default(${inner()}, ${literal(dice, type)})`;
    case 'convert':
      return `convert(${inner(dice.pick(valueTypes))}, '${type}')`;
    case 'extreme':
      return `${dice.pick(['maximum', 'minimum'])}(${dice.times(dice.between(1, 3), () => inner()).join(', ')})`;
    case 'cast':
      return `cast(${inner()}, '${type}')`;
    case 'set':
      return `sizeOfSet(createSet(${inner(dice.pick(valueTypes))}))`;
    case 'library':
      return libraryCall(dice, type, inner);
  }
}

/** An aggregator call of this type; undefined when there is none. Its argument is an attribute more often than not. */
export function aggregate(dice: Dice, type: ValueType, scope: Scope): string | undefined {
  const plain = {...scope, aggregates: false};
  const arg = (of: ValueType): string => expression(dice, of, plain, dice.chance(0.8) ? 0 : 1);
  const whole = (): ValueType => dice.pick(['int', 'long']);
  const broken = (): ValueType => dice.pick(['float', 'double']);
  switch (type) {
    case 'long':
      return dice.pick([
        () => `sum(${arg(whole())})`,
        () => 'count()',
        () => `count(${arg(dice.pick(valueTypes))})`,
        () => `distinctCount(${arg(dice.pick(['int', 'long', 'double', 'string', 'float']))})`,
        () => `${dice.pick(extremeNames)}(${arg('long')})`,
      ])();
    case 'double':
      return dice.pick([
        () => `sum(${arg(broken())})`,
        () => `avg(${arg(dice.pick(numericTypes))})`,
        () => `${dice.pick(extremeNames)}(${arg('double')})`,
        () => `stdDev(${arg(dice.pick(numericTypes))})`,
        ...(scope.library ? [() => `math:percentile(${arg('double')}, ${dice.pick(['50.0', '90.0'])})`] : []),
      ])();
    case 'int':
      if (dice.chance(0.1)) return `sizeOfSet(unionSet(createSet(${arg(dice.pick(valueTypes))})))`;
      return `${dice.pick(extremeNames)}(${arg(type)})`;
    case 'float':
      return `${dice.pick(extremeNames)}(${arg(type)})`;
    case 'bool':
      return `${dice.pick(['and', 'or'])}(${arg('bool')})`;
    case 'string':
      return scope.library
        ? `str:groupConcat(${arg('string')}, ${dice.pick(["','", "'-', true", "'', false", "',', false, 'ASC'", "',', true, 'DESC'"])})`
        : undefined;
  }
}
const extremeNames = ['min', 'max', 'minForever', 'maxForever'] as const;

/** An attribute of the type where there is one, or a literal. */
function leaf(dice: Dice, type: ValueType, scope: Scope): string {
  const fitting = [...scope.names, ...(scope.calls ?? [])].filter((n) => n.type === type);
  return fitting.length > 0 && dice.chance(0.85) ? dice.pick(fitting).text : literal(dice, type);
}

function anything(dice: Dice, scope: Scope): string {
  return scope.names.length > 0 ? dice.pick(scope.names).text : literal(dice, dice.pick(valueTypes));
}
