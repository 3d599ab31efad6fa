import {expect, test} from 'vitest';
import {javaRegex, javaReplace, javaSplit} from './java-regex.ts';

const found = (pattern: string, text: string): string[] =>
  [...javaRegex(pattern).all(text)].map((m) => `${m.index}:${m[0]}`);

// What java.util.regex answers (Java 17).
test.each([
  ['a*', 'aab', ['0:aa', '2:', '3:']],
  ['[a-z&&[^bc]]+', 'abcd', ['0:a', '3:d']],
  ['[a-c[x-z]]+', 'axdz', ['0:ax', '3:z']],
  ['[a-z&&b-d&&c]', 'abcd', ['2:c']],
  ['[a&b]+', 'a&b', ['0:a&b']],
  ['[]a]+', 'x]a', ['1:]a']],
  ['[\\Qa-\\E]+', 'xa-b', ['1:a-']],
  ['a$', 'a\nba\r\n', ['3:a']],
  ['(?m)^a$', 'a\na\r\na', ['0:a', '2:a', '5:a']],
  ['$', 'a\r\n', ['1:', '3:']],
  ['a.b', 'a\nb a\u2028b a\u000bb', ['8:a\u000bb']],
  ['(?s)a.b', 'a\nb', ['0:a\nb']],
  ['(?i)AbC', 'abc', ['0:abc']],
  ['(x(?i)a|b)C', 'xAC BC bC', ['0:xAC', '4:BC', '7:bC']],
  ['\\p{Alpha}+', 'aé', ['0:a']],
  ['\\p{IsLatin}+', 'aéβ', ['0:aé']],
  ['\\P{L}+', 'a12β', ['1:12']],
  ['[\\p{L}&&[^\\p{Lu}]]+', 'Abc', ['1:bc']],
  ['\\Qa.b\\E', 'axb a.b', ['4:a.b']],
  ['\\R', 'a\r\nb\u0085', ['1:\r\n', '4:\u0085']],
  ['\\s', 'a\u00a0b c', ['3: ']],
  ['\\bé', 'aé é', ['3:é']],
  ['(?<n>a)\\k<n>', 'aaa', ['0:aa']],
  ['\\x41\\u0042\\0103\\x{44}', 'ABCD', ['0:ABCD']],
  ['[!!--]+', 'a!-', ['1:!-']],
  ['.', '😀', ['0:😀']],
])('%s in %j', (pattern, text, want) => expect(found(pattern, text)).toEqual(want));

test.each([
  [',', 'a,b,,c,,', ['a', 'b', '', 'c']],
  [',', ',a', ['', 'a']],
  [',', '', ['']],
  [',', ',', []],
  ['', 'abc', ['a', 'b', 'c']],
  ['a*', 'baac', ['b', '', 'c']],
  ['x', 'abc', ['abc']],
])('%j splits %j', (pattern, text, want) => expect(javaSplit(text, javaRegex(pattern))).toEqual(want));

test.each([
  ['(\\d)(\\d)?', 'a1b22', '<$2$1>', 'a<1>b<22>'],
  ['b', 'abc', '\\$1\\\\', 'a$1\\c'],
  ['(?<x>b)', 'abc', '${x}${x}', 'abbc'],
])('%s in %s by %s', (pattern, text, by, want) => expect(javaReplace(text, javaRegex(pattern), by)).toBe(want));

test.each([
  ['a++', 'the possessive quantifier ++ is not supported'],
  ['(?>a)', 'the atomic group (?>...) is not supported'],
  ['(?x)a', 'the flag (?x) is not supported'],
  ['\\G', '\\G is not supported'],
  ['\\p{javaLowerCase}', '\\p{javaLowerCase} is not supported'],
  ['(', 'a group is not closed'],
  ['a)', 'the ) at 1 closes nothing'],
  ['[a', 'the class that starts at 0 is not closed'],
  ['a{,2}', 'the { at 1 starts no repetition'],
  ['a\\', 'the pattern ends with a backslash'],
])('%s is refused by name', (pattern, reason) =>
  expect(() => javaRegex(pattern)).toThrow(`'${pattern}' is no regular expression that can be used: ${reason}`),
);

test.each([
  ['a', '$1', 'there is no group 1'],
  ['a', '${n}', 'there is no group {n}'],
  ['a', '$', '$ in the replacement must be followed by a group'],
  ['a', '\\', 'the replacement ends with a backslash'],
])('replacing %s by %s is refused', (pattern, by, reason) =>
  expect(() => javaReplace('a', javaRegex(pattern), by)).toThrow(reason),
);
