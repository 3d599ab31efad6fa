import {expect, test} from 'vitest';
import {Checkpoints, limitPages, lookEvery, passPages, restartPages} from './checkpoints.ts';

/** A log of which the test says how long it is, and passes that end when the test says so. */
function scripted() {
  const log = {log: 0, checkpointed: 0};
  const waiting: {resolve: () => void; reject: (reason: unknown) => void}[] = [];
  const seen = {started: 0, ended: 0, failures: [] as unknown[]};
  const checkpoints = new Checkpoints({
    look: () => ({...log}),
    start: () => {
      seen.started++;
      return {
        pass: () =>
          new Promise((done, reject) => {
            const upTo = log.log;
            const resolve = (): void => {
              log.checkpointed = upTo;
              done({...log});
            };
            waiting.push({resolve, reject});
          }),
        end: async () => void seen.ended++,
      };
    },
    fallBack: (reason) => seen.failures.push(reason),
  });
  return {
    log,
    seen,
    checkpoints,
    write: (pages: number) => {
      log.log += pages;
      for (let commit = 0; commit < lookEvery; commit++) checkpoints.committed();
    },
    passes: () => waiting.length,
    /** The oldest pass ends, and what follows from that is done. */
    pass: async (end: 'resolve' | 'reject' = 'resolve') => {
      waiting.shift()?.[end](new Error('the disk is gone'));
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    },
  };
}

test('a log that is short begins no thread', () => {
  const {write, seen, passes} = scripted();
  write(passPages - 1);
  expect([seen.started, passes()]).toEqual([0, 0]);
  write(1);
  expect([seen.started, passes()]).toEqual([1, 1]);
});

test('one pass at a time, for which nobody waits', async () => {
  const {write, passes, pass, checkpoints, seen} = scripted();
  write(passPages);
  write(passPages);
  expect([passes(), checkpoints.pause]).toEqual([1, undefined]);
  await pass();
  expect([passes(), checkpoints.pause]).toEqual([0, undefined]);
  write(1);
  expect([passes(), seen.started]).toEqual([1, 1]);
});

test('of a long log the rest is copied while those wait who can', async () => {
  const {write, passes, pass, checkpoints} = scripted();
  write(restartPages);
  expect(checkpoints.pause).toBeUndefined();
  write(10);
  await pass();
  expect(checkpoints.pause).toBeInstanceOf(Promise);
  expect(passes()).toBe(1);
  const over = checkpoints.pause;
  await pass();
  await over;
  expect([passes(), checkpoints.pause]).toEqual([0, undefined]);
});

test('where somebody who does not wait writes the rest is copied again, three times at most, and then not before it has grown as much again', async () => {
  const {log, write, passes, pass, checkpoints} = scripted();
  write(restartPages);
  await pass();
  for (let attempt = 1; attempt <= 3; attempt++) {
    expect(checkpoints.pause).toBeInstanceOf(Promise);
    log.log++;
    await pass();
  }
  expect([passes(), checkpoints.pause]).toEqual([0, undefined]);
  write(passPages);
  await pass();
  expect([passes(), checkpoints.pause]).toEqual([0, undefined]);
  write(restartPages);
  await pass();
  expect(checkpoints.pause).toBeInstanceOf(Promise);
});

test('at its limit the log waits for no pass to be over', async () => {
  const {write, passes, pass, checkpoints} = scripted();
  write(passPages);
  write(limitPages - passPages - 1);
  expect(checkpoints.pause).toBeUndefined();
  write(1);
  expect([passes(), checkpoints.pause]).toEqual([1, expect.any(Promise)]);
  await pass();
  await pass();
  expect([passes(), checkpoints.pause]).toEqual([0, undefined]);
});

test('when the thread fails nobody goes on waiting, and it is left alone', async () => {
  const {write, passes, pass, checkpoints, seen} = scripted();
  write(limitPages);
  const over = checkpoints.pause;
  await pass('reject');
  await over;
  expect(seen.failures).toEqual([new Error('the disk is gone')]);
  write(limitPages);
  expect([passes(), checkpoints.pause]).toEqual([0, undefined]);
  await checkpoints.end();
  expect(seen.ended).toBe(0);
});

test('the end waits for the pass under way, and begins no other', async () => {
  const {write, passes, pass, checkpoints, seen} = scripted();
  write(passPages);
  const ended = checkpoints.end();
  await pass();
  await ended;
  write(limitPages);
  expect([passes(), seen.ended, checkpoints.pause]).toEqual([0, 1, undefined]);
});
