import {expect, test} from 'vitest';
import {inOrder, isMetrics, timeOf} from './log-line.ts';

test.each([
  {text: '[2020-03-17 10:04:05,123]  INFO {HAManager} - message', want: Date.UTC(2020, 2, 17, 10, 4, 5, 123)},
  {text: '{"level":"warn","time":1584439445123,"msg":"x"}', want: 1_584_439_445_123},
  {text: '{"_aws":{"Timestamp":1584439445123}}', want: 1_584_439_445_123},
  {text: '    at Object.<anonymous> (file.ts:1:1)', want: undefined},
  {text: '{"no":"time"}', want: undefined},
  {text: '', want: undefined},
])('the time of "$text"', ({text, want}) => expect(timeOf(text)).toBe(want));

test('lines of one moment stay as they were read', () =>
  expect(
    inOrder([
      {at: 2, node: 'a', text: '1'},
      {at: 1, node: 'b', text: '2'},
      {at: 2, node: 'b', text: '3'},
    ]).map(({text}) => text),
  ).toEqual(['2', '1', '3']));

test('metrics are told from what a node says', () => {
  expect(isMetrics('{"_aws":{"Timestamp":1}}')).toBe(true);
  expect(isMetrics('[2020-03-17 10:04:05,123]  INFO {A} - {"_aws":1}')).toBe(false);
});
