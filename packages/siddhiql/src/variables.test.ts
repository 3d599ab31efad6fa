import {expect, test} from 'vitest';
import {parse, parseExpression, parseOnDemandQuery, parseQuery} from './parser.ts';
import {print} from './printer.ts';
import {refusal} from './testing/refusal.ts';

test('a variable stands for text anywhere: names, numbers, strings, halves of words', () => {
  const variables = {id: 'Orders', n: '1', cmp: '>', T_2: 'x'};
  const text =
    "define stream ${id}Raw (a int); -- ${id}\nfrom ${id}Raw[a ${cmp} 2${n}] select '<${T_2}>' as b insert into ${id}";
  expect(print(parse(text, {variables}))).toBe(
    "define stream OrdersRaw (a int);\n\nfrom OrdersRaw[a > 21]\nselect '<x>' as b\ninsert into Orders;\n",
  );
});

test('a function may look variables up', () => {
  const variables = (name: string): string | undefined => (name === 'n' ? '7' : undefined);
  expect(parseExpression('${n}', {variables})).toMatchObject({kind: 'number', value: 7});
  expect(refusal(() => parseExpression('${m}', {variables})).reason).toContain("'m' has no value");
});

test('every entry point replaces variables', () => {
  const options = {variables: {t: 'T'}};
  expect(parseQuery('from ${t} insert into O', options)).toMatchObject({input: {source: {id: 'T'}}});
  expect(parseOnDemandQuery('from ${t}', options)).toMatchObject({from: {id: 'T'}});
});

test('a replacement is not scanned again', () => {
  expect(parseExpression("'${a}'", {variables: {a: '${b}', b: 'no'}})).toMatchObject({value: '${b}'});
});

test('names inherited by every object are no variables', () => {
  expect(refusal(() => parseExpression('${constructor}', {variables: {}})).reason).toContain("'constructor'");
});

test('an unknown variable is refused with its place in the text as given', () => {
  const error = refusal(() => parse('define stream S (a int);\n  from ${who} insert into O', {variables: {}}));
  expect(error.message).toBe(
    "the variable 'who' has no value: set it in the environment or in the configuration\n" +
      'line 2, column 8\n    from ${who} insert into O\n         ^^^^^^',
  );
});

test('with a dot inside it is no variable', () => {
  expect(refusal(() => parseExpression('${a.b}', {variables: {'a.b': '1'}})).reason).toContain("'$'");
});
