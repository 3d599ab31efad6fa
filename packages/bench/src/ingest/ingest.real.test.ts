import {expect, test} from 'vitest';
import {ingestCommand} from './command.ts';
import {ingest} from './ingest.ts';
import {linkAlone} from './link-alone.ts';
import {ingestSection} from './table.ts';

test('a short load on a pair is answered, and its figures agree', {timeout: 180_000}, async () => {
  const [row] = await ingest({durability: 'replica'}, [{connections: 2, pipelined: 2, batch: 3}], {
    warm: 0.2,
    measure: 0.5,
  });
  const {full, half} = row ?? {};
  expect(full?.events).toBeCloseTo((full?.requests ?? 0) * 3, 3);
  expect(full?.requests).toBeGreaterThan(0);
  expect(half?.requests).toBeLessThan(full?.requests ?? 0);
  expect(full?.latency.p50).toBeLessThanOrEqual(full?.latency.p99 ?? 0);
  expect(full?.cpu.active).toBeGreaterThan(0);
  // None are late by the generator's fault where all wait for a connection, as on a machine that is busy.
  expect(half?.lateness.p50).toBeLessThanOrEqual(half?.lateness.p99 ?? -1);
  expect((full?.link.bytes ?? 0) / (full?.events ?? 1)).toBeGreaterThan(10);
  expect([half?.collections.active, half?.collections.passive].every(Number.isInteger)).toBe(true);
  expect(Number.isFinite(half?.left)).toBe(half?.collections.active === 0);
  const machine = {cpu: 'x', cores: 2, memoryGiB: 1, system: 'linux', node: 'v24', load: 0};
  expect(ingestSection({machine, effort: {warm: 1, measure: 1}, rows: row ? [row] : [], mysql: false})).toMatch(
    /^\| replica \| 3 \| 2, 2 requests pipelined \| \d+ \| \d+ \|/m,
  );
});

test('the link alone carries every entry that is told', {timeout: 60_000}, async () => {
  const {frame, entries, bytes, cpu} = await linkAlone(10, {warm: 0.1, measure: 0.3});
  expect(frame).toBe(10);
  expect(entries).toBeGreaterThan(10);
  expect(bytes).toBeGreaterThan(20);
  expect(bytes).toBeLessThan(100);
  expect(cpu.sender).toBeGreaterThan(0);
});

test.each([
  [{durability: 'replica,disk'}, "--durability: found 'disk', expected some of replica,database,none"],
  [{ways: '0,5'}, "--ways: found '5', expected some of 0,1,2,3,4"],
])('%j is refused', async (wrong, said) => {
  const lines: string[] = [];
  const options = {warm: 1, measure: 1, durability: 'none', mysql: '', ways: '', json: false, ...wrong};
  expect(await ingestCommand(options, (line) => lines.push(line), undefined)).toBe(2);
  expect(lines).toEqual([said]);
});
