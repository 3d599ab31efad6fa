import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';
import {watch} from '../testing.ts';
import {type Case, failureOf, refusalOf, valueOf} from './testing.ts';

test.each<Case>([
  ["str:charAt('abc', 0)", 'a'],
  ["str:charFrequency('', 'a')", 0],
  ['str:coalesce(x, 7)', 7, 'int', null],
  ['str:coalesce(x)', null, 'int', null],
  ["str:concat('a', x)", 'a', 'string', null],
  ['str:concat(x, x)', '', 'string', null],
  ["str:concat('a', 1e7, 2f, 5L, true)", 'a1.0E72.05true'],
  ["str:contains(x, 'a')", false, 'string', null],
  ["str:contains('abc', '')", true],
  ["str:equalsIgnoreCase('ÄB', 'äb')", true],
  ["str:equalsIgnoreCase('a', 'ab')", false],
  ["str:equalsIgnoreCase('a', x)", false, 'string', null],
  ["str:fillTemplate('x {{1}} y {{ 2 }}', 'a', 5)", 'x a y 5'],
  ["str:fillTemplate('x {{1}} {{1}}', x)", 'x 1 1', 'string', null],
  ["str:fillTemplate('x $1 {{1}} {{ 1', 1.0)", 'x $1 1.0 {{ 1'],
  ["str:fillTemplate('x {{1}}', 'a$0\\\\b')", 'x a$0\\\\b'],
  ["str:fillTemplate('{{ a }} {{b}} {{c}}', x)", '1 b c', 'object', {a: 1, b: null}],
  ['str:hex(x)', 'e99', 'string', 'é\t'],
  ["str:unhex('fF')", 'ÿ'],
  ["str:unhex('')", ''],
  ["str:length('😀')", 2],
  ["str:locate('oo', 'foo boo', 3)", 5],
  ["str:locate('oo', 'foo boo', 6)", -1],
  ["str:locate('foo', 'foo boo', 1)", -1],
  ["str:lower('ÀB')", 'àb'],
  ["str:upper('straße')", 'STRASSE'],
  ["str:repeat('ab', -3)", ''],
  ["str:replaceAll('hello', 'l', 'LL$0')", 'heLLlLLlo'],
  ["str:replaceAll('hello', '(?<x>l)', x)", 'he[l][l]o', 'string', '[${x}]'],
  ["str:replaceAll('a1b22', '(\\d)(\\d)?', '<$12>')", 'a<12>b<22>'],
  ["str:replaceFirst('hello', 'l', 'L')", 'heLlo'],
  ["str:split('a,b,,c,,', ',', 2)", ''],
  ["str:split('', ',', 0)", ''],
  ["str:split('abc', '', 1)", 'b'],
  ["str:strcmp('abc', 'abf')", -3],
  ["str:strcmp('', 'ab')", -2],
  ["str:substr('abc', 3)", ''],
  ["str:substr('abc', 1, 1)", 'b'],
  ["str:substr('abc', 'x')", ''],
  ["str:substr('abc', '(x)|(a)', 1)", null],
  ["str:substr('abc', '(x)|(a)', 2)", 'a'],
  ['str:trim(x)', 'a\u00a0', 'string', '\t a\u00a0 \0'],
])('%s is %j', (expression, want, type?, value?) => expect(valueOf([expression, want, type, value])).toEqual(want));

test.each([
  ["str:charAt('abc', 7)", "str:charAt('abc', 7): index 7 is outside a text of length 3"],
  ["str:charFrequency('banana', 'an')", "str:charFrequency('banana', 'an'): character must be one character"],
  ["str:fillTemplate('x {{3}}', 'a', 5)", "str:fillTemplate('x {{3}}', 'a', 5): there is no value for {{3}}"],
  ["str:fillTemplate('x {{a}}', 5)", "str:fillTemplate('x {{a}}', 5): {{a}} is no index"],
  ["str:locate('o', 'foo', 4)", "str:locate('o', 'foo', 4): index 4 is outside a text of length 3"],
  ["str:replaceAll('a', 'a', '$3')", "str:replaceAll('a', 'a', '$3'): there is no group 3"],
  ["str:split('a,b', ',', 4)", "str:split('a,b', ',', 4): index 4 is outside 2 parts"],
  ["str:substr('abc', 4)", "str:substr('abc', 4): 4 to 3 is outside a text of length 3"],
  ["str:substr('abc', 1, 5)", "str:substr('abc', 1, 5): 1 to 6 is outside a text of length 3"],
  ["str:substr('abc', '(a)', 2)", "str:substr('abc', '(a)', 2): there is no group 2"],
  ["str:unhex('4d7')", "str:unhex('4d7'): pairs of hexadecimal digits expected"],
])('%s fails and says why', (expression, said) => expect(failureOf(expression)).toBe(said));

test.each([
  ['str:charAt(x, 1)', 'str:charAt(null, 1): text is null'],
  ["str:contains('a', x)", "str:contains('a', null): part is null"],
  ["str:equalsIgnoreCase(x, 'a')", "str:equalsIgnoreCase(null, 'a'): a is null"],
  ["str:regexp('a', x)", "str:regexp('a', null): regex is null"],
  ['str:reverse(x)', 'str:reverse(null): text is null'],
])('a null in %s is a run-time error', (expression, said) => expect(failureOf(expression, 'string')).toBe(said));

test('a pattern that varies is refused at run time, with its value', () => {
  expect(failureOf("str:regexp('a', x)", 'string', '(')).toMatch(
    /^str:regexp\('a', '\('\): '\(' is no regular expression/,
  );
});

test.each([
  ["str:regexp('a', '(')", /^str:regexp\(\): '\(' is no regular expression that can be used/],
  ["str:split('a', 'a++', 0)", /the possessive quantifier \+\+ is not supported/],
  ["str:coalesce(1, 'a')", /the arguments must have one type, but found int and string/],
  ["str:concat('a')", /^str:concat\(first value, more\.\.\. value\) expected, but found \(string\)/],
  ['str:length(5)', /^str:length\(text string\) expected, but found \(int\)/],
  ["str:length('a', 'b')", /but found \(string, string\)/],
  ["str:fillTemplate('a', x, 'b')", /but found \(string, object, string\)/],
  ["str:groupConcat('a', '-', true, 'up')", /must be 'ASC' or 'DESC', but found 'up'/],
  ['str:groupConcat(5)', /takes a string, but this is int/],
])('%s is refused', (expression, reason) => expect(refusalOf(expression, 'object')).toMatch(reason));

const concat = (call: string, window: string, values: readonly (string | null)[]): string[] => {
  const {app, seen} = watch(
    `define stream S (s string, p string); from S${window} select ${call} as c insert into Out;`,
    ['Out'],
  );
  for (const value of values) app.send('S', [value, `${value}`]);
  return seen.map((line) => line.slice('Out: '.length));
};

test.each([
  [
    'str:groupConcat(s)',
    '#window.length(3)',
    ['b', 'a', 'b', 'c', null, null, null],
    ['b', 'b,a', 'b,b,a', 'b,a,c', 'b,c', 'c', ''],
  ],
  ["str:groupConcat(s, '-', true, 'asc')", '', ['b', 'a', 'b'], ['b', 'a-b', 'a-b']],
  ["str:groupConcat(s, '-', false, 'DESC')", '', ['b', 'a', 'b'], ['b', 'b-a', 'b-b-a']],
  ['str:groupConcat(s, p)', '#window.length(2)', ['a', 'b', 'c'], ['a', 'abb', 'bcc']],
  ['str:groupConcat(s)', '#window.lengthBatch(2)', ['a', 'b', 'c', 'd'], ['a,b', 'c,d']],
])('%s over %s', (call, window, values, want) => expect(concat(call, window, values)).toEqual(want));

test('groups of str:groupConcat are apart, and survive a snapshot', () => {
  const text =
    'define stream S (k int, s string); from S#window.length(3) select k, str:groupConcat(s, s) as c group by k insert into Out;';
  const first = watch(text, ['Out']);
  first.app.send('S', [1, 'a']);
  first.app.send('S', [2, 'x']);
  first.app.send('S', [1, 'b']);
  expect(first.seen).toEqual(['Out: 1,a', 'Out: 2,x', 'Out: 1,abb']);
  const second = watch(text, ['Out']);
  second.app.restore(first.app.snapshot());
  second.app.start();
  second.app.send('S', [1, 'c']);
  expect(second.take()).toEqual(['Out: 1,bcc']);
});

test('#str:tokenize makes one event of each part, each alone in its chunk', () => {
  const {app, take} = watch(
    "define stream S (s string, n int); from S[n > 0]#str:tokenize(s, ',')[token != 'x'] select token, n insert into Out; from S#str:tokenize(s, ',', true) select * insert into Once; from S#str:tokenize(s, ',') select count() as c insert into Counts;",
    ['Out', 'Once', 'Counts'],
  );
  app.send('S', ['a,x,a,b,,', 1]);
  expect(take()).toEqual([
    ...['a', 'a', 'b'].map((token) => `Out: ${token},1`),
    ...['a', 'x', 'b'].map((token) => `Once: a,x,a,b,,,1,${token}`),
    ...[1, 2, 3, 4].map((count) => `Counts: ${count}`),
  ]);
  app.send('S', [',', 1]);
  expect(take()).toEqual([]);
  app.send('S', [null, 1]);
  expect(take()).toContain('!S: str:tokenize(null): text is null');
});

test('#str:tokenize after a window also splits what expires', () => {
  const {app, take} = watch(
    "define stream S (s string); from S#window.length(1)#str:tokenize(s, ' ') select count() as c insert into Out;",
    ['Out'],
  );
  app.send('S', ['a b c']);
  app.send('S', ['d e']);
  expect(take()).toEqual(['Out: 1', 'Out: 2', 'Out: 3', 'Out: 1', 'Out: 2']);
});

test.each([
  ["S#str:tokenize(s, '(')", /is no regular expression/],
  ['S#str:tokenize(s, s)', /regex of str:tokenize\(\) must be a constant string/],
  ["S#str:tokenize(s, ',', n)", /distinct of str:tokenize\(\) must be a constant/],
  ["S#str:tokenize(s, ',')#str:tokenize(s, ';')", /adds 'token', which the input has already/],
  ["S#str:tokenise(s, ',')", /did you mean 'str:tokenize'/],
])('%s is refused', (from, reason) => {
  const text = `define stream S (s string, n bool); from ${from} select * insert into Out;`;
  expect(() => createApp(text)).toThrow(reason);
});
