import {expect, test} from 'vitest';
import {type App, parse} from '@tandem/siddhiql';
import type {EventType} from '@tandem/siddhiql';
import {Chunk, EXPIRED} from '../core/chunk.ts';
import {RowScope} from '../expression/scope.ts';
import type {Planner} from '../plan/planner.ts';
import {createNamedWindow} from './create-named-window.ts';
import type {NamedWindow} from './named-window.ts';
import {Bench, send, turns, written} from './testing.ts';

const attributes = [
  {name: 'k', type: 'string'},
  {name: 'v', type: 'int'},
] as const;

function build(window: string, output: EventType | '', lines: string[], readers = 1): Bench<NamedWindow> {
  const text = `define window W (k string, v int) ${window} ${output && `output ${output} events`};`;
  const app: App = parse(text);
  const definition = app.definitions[0];
  if (definition?.kind !== 'window') throw new Error('a test defines a window');
  const planner = {app, text, functions: new Map(), externalReads: {steady: null}} as unknown as Planner;
  return new Bench((env) => {
    const made = createNamedWindow(definition, {attributes, scope: new RowScope(['W'], attributes), planner}, env, {
      now: 0,
    });
    for (let i = 0; i < readers; i++)
      made.subscribe(written(lines, (row) => JSON.stringify(row[0]).replaceAll('"', ''), false));
    return made;
  });
}

function play(window: string, output: EventType | '', text: string): string {
  const lines: string[] = [];
  const bench = build(window, output, lines);
  for (const turn of turns(text)) {
    bench.step(turn.at);
    send(bench.operator.input, turn);
  }
  return lines.join(' / ');
}

test.each([
  ['length(1)', '', '1:a 2:b', '+a / -a +b'],
  ['length(1)', 'all', '1:a 2:b', '+a / -a +b'],
  ['length(1)', 'current', '1:a 2:b', '+a / +b'],
  ['length(1)', 'expired', '1:a 2:b', '-a'],
  ['lengthBatch(2)', '', '1:a 2:b 3:c,d', '+a +b / -a -b +c +d'],
  ['lengthBatch(2)', 'current', '1:a 2:b 3:c,d', '+a +b / +c +d'],
  ['lengthBatch(2)', 'expired', '1:a 2:b 3:c,d', '-a -b'],
  ['time(1 sec)', 'expired', '0:a 1000:', '-a'],
  ['session(1 sec, k)', '', '0:a 1000:', '+a / -a'],
] as const)('%s %s: readers see kinds, never resets: %s', (window, output, text, want) =>
  expect(play(window, output, text)).toBe(want),
);

test('expired events that are inserted arrive like any others', () => {
  const lines: string[] = [];
  const {operator} = build('length(2)', '', lines);
  operator.input.chunk(Chunk.one(1, ['a', 1], EXPIRED));
  expect(lines).toEqual(['+a']);
});

test('all readers get each chunk, in order of subscription', () => {
  const lines: string[] = [];
  const {operator} = build('length(2)', '', lines, 2);
  operator.input.one(1, ['a', 1]);
  expect(lines).toEqual(['+a', '+a']);
});

test.each([
  ['length(2)', '1:a 2:b 3:c', ['b', 'c']],
  ['lengthBatch(2)', '1:a 2:b 3:c', ['a', 'b']],
  ['timeBatch(1 sec)', '0:a 1000:b', ['a']],
  ['timeBatch(1 sec)', '0:a 1000: 2000:', []],
  ["expressionBatch('count() < 3')", '1:a 2:b 3:c 4:d', ['c', 'd']],
  ['session(1 sec)', '1:a', []],
])('%s after %s: a search finds %j', (window, text, want) => {
  const bench = build(window, '', []);
  for (const turn of turns(text)) {
    bench.step(turn.at);
    send(bench.operator.input, turn);
  }
  const found = (): unknown[] => {
    const keys: unknown[] = [];
    bench.operator.each((_, row) => keys.push(row[0]));
    return keys;
  };
  expect(found()).toEqual(want);
  bench.restart();
  expect(found()).toEqual(want);
});
