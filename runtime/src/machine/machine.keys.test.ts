import {expect, test} from 'vitest';
import {Bench, counting, events, shown} from './testing.ts';

test('a repeated key is answered as before and not applied again, after a restart too', () => {
  const bench = new Bench();
  bench.deploy(counting);
  expect(bench.reply(5, events('S', [['a', 1]], 'k1'))).toEqual({ok: true, sequence: 2, timestamp: 5, events: 1});
  bench.restart();
  const again = bench.apply(6, events('S', [['a', 1]], 'k1'));
  expect(again).toEqual({outputs: [], reply: {ok: true, sequence: 2, timestamp: 5, events: 1, repeated: true}});
  expect(shown(bench.apply(7, events('S', [['a', 1]], 'k2')))[0]).toContain('["a",2]');
});

test('keys are forgotten by age and by count', () => {
  const bench = new Bench();
  bench.deploy(counting);
  bench.apply(5, events('S', [['a', 1]], 'old'));
  for (let i = 0; i < 100; i++) bench.apply(6, events('S', [['a', 1]], `k${i}`));
  expect(bench.reply(7, events('S', [['a', 1]], 'k5'))).toHaveProperty('repeated');
  expect(bench.reply(7, events('S', [['a', 1]], 'old'))).not.toHaveProperty('repeated');
  for (let at = 1000; at <= 70_000; at += 1000) bench.apply(at, events('S', [['a', 1]], `new${at}`));
  expect(bench.reply(70_001, events('S', [['a', 1]], 'k99'))).not.toHaveProperty('repeated');
  expect(bench.reply(70_001, events('S', [['a', 1]], 'new12000'))).toHaveProperty('repeated');
});

test('a clock that is set ahead by hours does not make it forget what it answered just now', () => {
  const bench = new Bench();
  bench.deploy(counting);
  bench.apply(5, events('S', [['a', 1]], 'k1'));
  bench.apply(12 * 3_600_000, events('S', [['a', 1]], 'k2'));
  bench.restart();
  bench.apply(36 * 3_600_000, events('S', [['a', 1]], 'k3'));
  for (const key of ['k1', 'k2', 'k3'])
    expect(bench.reply(36 * 3_600_000, events('S', [['a', 1]], key))).toHaveProperty('repeated');
});
