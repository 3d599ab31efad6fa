import {expect, test} from 'vitest';
import type {LeaderReading} from '@tandem/cluster';
import {oneNode} from '../testing/one-node.ts';
import {eventually} from '../pair/pair.ts';
import {DatabaseClock} from './database-clock.ts';

const reading = (now: number): Promise<LeaderReading> => Promise.resolve({now} as LeaderReading);

test('the half way between asking and answer is compared; what cannot be asked changes nothing', async () => {
  let answer: () => Promise<LeaderReading> = () => reading(5000);
  const wall = [8000, 8100, 9000, 9000];
  const clock = new DatabaseClock({readLeader: () => answer()}, () => wall.shift() ?? 0);
  expect(clock.ahead).toBeNull();
  await clock.compare();
  expect(clock.ahead).toBe(3050);
  answer = () => Promise.reject(new Error('no answer'));
  await clock.compare();
  expect(clock.ahead).toBe(3050);
});

test('a node tells its time, and how far it is ahead of its database', async () => {
  const one = await oneNode();
  const clock = await eventually(10_000, 'a comparison', async () => {
    const status = JSON.parse((await one.ask('GET', '/ha/status')).text) as {
      clock: {at: number; aheadOfDatabase: number | null};
    };
    const {at, aheadOfDatabase} = status.clock;
    return aheadOfDatabase === null ? undefined : {at, aheadOfDatabase};
  });
  expect(Math.abs(clock.at - Date.now())).toBeLessThan(5000);
  expect(Math.abs(clock.aheadOfDatabase)).toBeLessThan(1000);
  await one.close();
});
