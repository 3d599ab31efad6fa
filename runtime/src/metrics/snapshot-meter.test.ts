import {expect, test} from 'vitest';
import type {Cut, SnapshotStore} from '@tandem/cluster';
import {SnapshotMeter} from './snapshot-meter.ts';

const fence = {epoch: 1, active: 'a'};
const cut: Cut = {
  sequence: 1,
  timestamp: 1,
  epoch: 1,
  parts: [
    {app: '', bytes: new Uint8Array(3)},
    {app: 'A', bytes: new Uint8Array(4)},
  ],
};

function metered(outcome: () => Promise<boolean>): {meter: SnapshotMeter; store: SnapshotStore} {
  let now = 0;
  const meter = new SnapshotMeter(() => (now += 10));
  const store = meter.on({
    save: outcome,
    newest: () => Promise.resolve(cut),
    newestSequence: () => Promise.resolve({sequence: 1, epoch: 1}),
    prune: () => Promise.resolve(),
  });
  return {meter, store};
}

test('of a saved snapshot size and time are known, and the store does the rest', async () => {
  const {meter, store} = metered(() => Promise.resolve(true));
  expect([meter.last, meter.saved]).toEqual([undefined, 0]);
  expect(await store.save(fence, cut)).toBe(true);
  expect([meter.last, meter.saved]).toEqual([{bytes: 7, tookMs: 10}, 1]);
  expect(await store.newest()).toBe(cut);
  expect(await store.newestSequence()).toEqual({sequence: 1, epoch: 1});
});

test('a snapshot that was fenced or whose outcome is unknown does not count', async () => {
  const fenced = metered(() => Promise.resolve(false));
  expect(await fenced.store.save(fence, cut)).toBe(false);
  const lost = metered(() => Promise.reject(new Error('no answer')));
  await expect(lost.store.save(fence, cut)).rejects.toThrow('no answer');
  expect([fenced.meter.saved, lost.meter.saved, lost.meter.last]).toEqual([0, 0, undefined]);
});
