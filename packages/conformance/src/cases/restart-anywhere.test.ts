import {createApp, type SiddhiApp} from '@tandem/engine';
import {expect, test} from 'vitest';
import type {Case} from './case.ts';
import {runReplaying, runRestarting} from './restart-anywhere.ts';

const counting: Case = {
  id: 'x.1',
  section: 'x',
  app: 'define stream S (v int); from S#window.length(2) select sum(v) as t insert into Out;',
  steps: [1, 2, 3].map((v) => ({send: 'S', data: [v]})),
  collect: ['Out'],
  expect: {outputs: [], error: null},
};

/** The engine with one method of its apps spoilt. */
const spoilt = (change: (app: SiddhiApp, nth: number) => Partial<SiddhiApp>): typeof createApp => {
  let made = 0;
  return (text, options) => {
    const app = createApp(text, options);
    return Object.assign(app, change(app, made++));
  };
};

test('an engine that keeps its word passes both', () => {
  expect([runRestarting(counting).verdict, runReplaying(counting).verdict]).toEqual(['passed', 'passed']);
});

test('an app whose restore forgets is found at the first step that had state', () => {
  const forgetting = spoilt(() => ({restore: () => []}));
  expect(runRestarting(counting, forgetting)).toMatchObject({verdict: 'failed', difference: {step: 0}});
});

test('state that a snapshot leaves out is found by the outputs', () => {
  const empty = createApp(counting.app).snapshot();
  const silent = spoilt(() => ({snapshot: () => empty}));
  expect(runRestarting(counting, silent)).toMatchObject({
    verdict: 'failed',
    difference: {step: 1, expected: ['#0 Out stream [3] @0'], got: ['#0 Out stream [2] @0']},
  });
});

test('what a restore reports as dropped is a failure, and so is one that throws', () => {
  const dropping = spoilt((app) => ({
    restore: (bytes) => [...Object.getPrototypeOf(app).restore.call(app, bytes), 'the state of x'] as string[],
  }));
  expect(runRestarting(counting, dropping)).toMatchObject({verdict: 'failed', difference: {got: ['the state of x']}});
  const throwing = spoilt(() => ({
    restore: () => {
      throw new Error('no');
    },
  }));
  expect(runRestarting(counting, throwing)).toMatchObject({verdict: 'failed', difference: {got: ['Error: no']}});
});

test('a second run that differs in outputs or in its snapshot is found', () => {
  const offset = spoilt((app, nth) => ({
    send: (stream, row) =>
      Object.getPrototypeOf(app).send.call(
        app,
        stream,
        row.map((v) => Number(v) + nth),
      ),
  }));
  expect(runReplaying(counting, offset)).toMatchObject({verdict: 'failed', difference: {step: 0}});
  const stamped = spoilt((app, nth) => ({
    snapshot: () => Uint8Array.of(...(Object.getPrototypeOf(app).snapshot.call(app) as Uint8Array), nth),
  }));
  expect(runReplaying(counting, stamped)).toMatchObject({verdict: 'failed', difference: {what: 'state', step: 2}});
});
