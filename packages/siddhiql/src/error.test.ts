import {expect, test} from 'vitest';
import {parse, parseExpression} from './parser.ts';
import {refusal} from './testing/refusal.ts';

const message = (text: string): string => refusal(() => parse(text)).message;

test('an error shows its line with a caret under what was found', () => {
  expect(message('define stream S (a int);\n\nfrom S select a +\n  from insert into Out;')).toBe(
    [
      "expected 'as' and a name for this expression or an operator but found 'insert'",
      'line 4, column 8',
      '    from insert into Out;',
      '         ^^^^^^',
    ].join('\n'),
  );
});

test('tabs before the caret stay tabs', () => {
  expect(message('define stream S\n\t(a\twhat)')).toMatch(/\n {2}\t\(a\twhat\)\n {2}\t {2}\t\^{4}$/);
});

test.each([
  ['\n', 'line feeds'],
  ['\r\n', 'carriage return and line feed'],
  ['\r', 'carriage returns'],
])('lines end with %j (%s)', (end) => {
  const error = refusal(() => parse(['define stream S', '-- comment', '/* more', '*/ (a int,', 'a int)'].join(end)));
  expect([error.line, error.column, error.reason]).toEqual([5, 1, "the attribute 'a' is defined twice"]);
  expect(error.message).toContain('line 5, column 1\n  a int)\n  ^');
});

test('a span of several lines is marked to the end of its first', () => {
  const error = refusal(() => parse('@a\ndefine stream A (a int); @x(\n b="c") define trigger T at "start"'));
  expect(error.message).toContain('  define stream A (a int); @x(\n                           ^^^');
});

test('what is missing at the end is missed behind the last word, not behind the blank lines', () => {
  const error = refusal(() => parse('define stream S (a int); from S  \n\n -- done\n'));
  expect([error.line, error.column]).toEqual([1, 32]);
});

test('the first error in the text is told, though a later one is easier to see', () => {
  expect(refusal(() => parseExpression('a b & c')).reason).toContain("found 'b'");
  expect(refusal(() => parseExpression("a b 'open")).reason).toContain("found 'b'");
});

test('long texts are shortened in what was found', () => {
  expect(refusal(() => parseExpression(`a '${'x'.repeat(100)}'`)).reason).toBe(
    `expected an operator or the end of the text but found the string '${'x'.repeat(36)}...`,
  );
});

test.each([
  ['parentheses', '('.repeat(5000) + 'a' + ')'.repeat(5000)],
  ['not', 'not '.repeat(50_000) + 'a'],
  ['calls', 'f('.repeat(5000) + ')'.repeat(5000)],
])('%s nested without end are refused, not a stack overflow', (_, text) => {
  expect(refusal(() => parseExpression(text)).reason).toMatch(/nested more than 200 levels/);
});

test('endless chains of operators are refused, also when spread over parentheses', () => {
  expect(refusal(() => parseExpression(Array(5000).fill('a').join(' + '))).reason).toMatch(/more than 2000 operators/);
  const spread = `${'('.repeat(100)}a${(' + a'.repeat(50) + ')').repeat(100)}`;
  expect(refusal(() => parseExpression(spread)).reason).toMatch(/more than 2000 operators/);
});
