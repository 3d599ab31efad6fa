import * as fc from 'fast-check';
import type {
  Call,
  EventIndex,
  EventRef,
  Expression,
  Span,
  TimeConstant,
  TimeUnit,
  Variable,
  VariableSource,
} from '../ast.ts';
import {keywords} from '../token.ts';

/** Spans are not compared; generated nodes share this one. */
export const at: Span = {start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1};

const variableSign = /\$\{\w+\}/;

/** Plain names, keywords, and what only back-quotes can hold. */
export const name: fc.Arbitrary<string> = fc.oneof(
  {weight: 6, arbitrary: fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,5}$/)},
  {weight: 3, arbitrary: fc.constantFrom(...keywords, 'Select', 'NOT', 'constructor', '__proto__')},
  {
    weight: 2,
    arbitrary: fc
      .string({unit: 'binary', minLength: 1, maxLength: 8})
      .filter((s) => !s.includes('`') && !variableSign.test(s)),
  },
);

/** Every text that some form of string can hold. */
export const text: fc.Arbitrary<string> = fc
  .oneof(
    fc.string({maxLength: 8}),
    fc.string({unit: 'binary', maxLength: 8}),
    fc.constantFrom("it's", 'say "hi" now', '\'\n"x', '-- no', '/* no', '\\'),
  )
  .filter((s) => !s.includes('"""') && !s.endsWith('"') && !variableSign.test(s));

const count = fc.nat(2147483647);
const int32 = fc.integer({min: -2147483648, max: 2147483647});

const unitMs: [TimeUnit, number][] = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
  ['millisecond', 1],
];
export const time: fc.Arbitrary<TimeConstant> = fc
  .tuple(fc.subarray(unitMs, {minLength: 1}), fc.array(fc.nat(1000), {minLength: 8, maxLength: 8}))
  .map(([units, amounts]) => {
    const parts = units.map(([unit], i) => ({amount: amounts[i] ?? 0, unit}));
    return {kind: 'time', ms: units.reduce((sum, [, ms], i) => sum + ms * (amounts[i] ?? 0), 0), parts, at};
  });

const index: fc.Arbitrary<EventIndex> = fc.oneof(
  count.map((first) => ({first})),
  count.map((last) => ({last})),
);
const prefix = fc.constantFrom('' as const, '#' as const, '!' as const);
const sourced: fc.Arbitrary<VariableSource> = fc
  .record({id: name, prefix, index: fc.option(index, {nil: undefined})})
  .map(({index, ...rest}) => ({...rest, ...(index ? {index} : {}), at}));

export const variable: fc.Arbitrary<Variable> = fc
  .record({
    attribute: name,
    source: fc.option(sourced, {nil: undefined}),
    handler: fc.option(fc.tuple(name, fc.option(index, {nil: undefined})), {nil: undefined, freq: 3}),
  })
  .map(({attribute, source, handler}) => {
    if (!source) return {kind: 'variable', attribute, at};
    const [id, index] = handler ?? [];
    const step = id === undefined ? {} : {handler: {id, ...(index ? {index} : {})}};
    return {kind: 'variable', source, ...step, attribute, at};
  });

/** An event that is not read as a plain attribute. */
const event: fc.Arbitrary<EventRef> = sourced
  .filter(({prefix, index}) => prefix !== '' || index !== undefined)
  .map((source) => ({kind: 'event', source, at}));

const constant: fc.Arbitrary<Expression> = fc.oneof(
  int32.map((value) => ({kind: 'number' as const, type: 'int' as const, value, at})),
  fc
    .bigInt({min: -(2n ** 63n), max: 2n ** 63n - 1n})
    .map((value) => ({kind: 'number' as const, type: 'long' as const, value, at})),
  fc.double({noNaN: true}).map((value) => ({kind: 'number' as const, type: 'double' as const, value, at})),
  fc.float({noNaN: true}).map((value) => ({kind: 'number' as const, type: 'float' as const, value, at})),
  text.map((value) => ({kind: 'string' as const, value, at})),
  fc.boolean().map((value) => ({kind: 'bool' as const, value, at})),
  time,
);

const operator = fc.constantFrom('+', '-', '*', '/', '%', '<', '<=', '>', '>=', '==', '!=', 'and', 'or' as const);

const tree = fc.letrec<{expression: Expression; call: Call}>((tie) => ({
  call: fc
    .record({
      namespace: fc.option(name, {nil: undefined}),
      name,
      args: fc.oneof(
        {maxDepth: 3},
        fc.constant('*' as const),
        fc.array(fc.oneof(tie('expression'), event), {maxLength: 3}),
      ),
    })
    .map(({namespace, name, args}) => ({
      kind: 'call',
      ...(namespace === undefined ? {} : {namespace}),
      name,
      args,
      at,
    })),
  expression: fc.oneof(
    {maxDepth: 5, withCrossShrink: true},
    constant,
    variable,
    tie('call'),
    fc.oneof(variable, event, tie('call')).map((operand) => ({kind: 'isNull' as const, operand, at})),
    tie('expression').map((operand) => ({kind: 'not' as const, operand, at})),
    fc.record({operand: tie('expression'), table: name}).map((own) => ({kind: 'in' as const, ...own, at})),
    fc
      .record({operator, left: tie('expression'), right: tie('expression')})
      .map((own) => ({kind: 'binary' as const, ...own, at})),
  ),
}));
export const {expression, call} = tree;
