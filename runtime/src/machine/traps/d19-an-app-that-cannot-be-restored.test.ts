import {expect, test} from 'vitest';
import {encodeInput} from '../input.ts';
import {events, newMachine, Twin} from './twin.ts';

const app = (name: string): string => `@app:name('${name}') define stream S (v int);
@sink(type='log') define stream Out (total long);
from S select sum(v) as total insert into Out;`;
const garbage = new Uint8Array([255, 254, 253, 1, 2, 3]);

/** D19: an app whose state could not be restored started empty. */
test('it does not start empty: it stops, says why, keeps the bytes of its state, and the others go on', () => {
  const twin = new Twin();
  for (const name of ['A', 'B']) {
    twin.deploy(app(name));
    twin.apply(1, events(name, 'S', [[5]]));
  }
  twin.snapshot();
  const before = twin.published.length;
  twin.apply(2, events('B', 'S', [[1]]));
  const {machine, replayed} = twin.takeover((parts) =>
    parts.map((part) => (part.app === 'A' ? {...part, bytes: garbage} : part)),
  );
  const stopped = machine.app('A');
  expect(stopped?.instance).toBeUndefined();
  expect(stopped?.stoppedBy).toBeTruthy();
  expect(machine.app('B')?.instance).toBeDefined();
  expect(replayed).toEqual(twin.published.slice(before));
  // Events for it are refused in words, not answered and forgotten.
  const reply = machine.apply({
    sequence: 6,
    timestamp: 3,
    epoch: 2,
    payload: encodeInput(events('A', 'S', [[1]])),
  }).reply;
  expect(reply).toMatchObject({ok: false, reason: 'stopped'});
  // Its state goes into the next snapshot as it came, for a version that can read it.
  expect(machine.snapshot().find((part) => part.app === 'A')?.bytes).toEqual(garbage);
});

test('a version that can read it goes on where it was', () => {
  const twin = new Twin();
  twin.deploy(app('A'));
  twin.apply(1, events('A', 'S', [[5]]));
  const good = twin.machine.snapshot();
  // As a node that could not restore the app would pass it on: stopped, the state untouched.
  const held = newMachine();
  held.restore(good.map((part) => (part.app === 'A' ? {...part, bytes: garbage} : part)));
  const passedOn = held.snapshot().map((part) => good.find((g) => g.app === part.app && part.app === 'A') ?? part);
  const later = newMachine();
  later.restore(passedOn);
  later.apply({sequence: 3, timestamp: 2, epoch: 2, payload: encodeInput({kind: 'activate', app: 'A', active: true})});
  const {outputs} = later.apply({sequence: 4, timestamp: 3, epoch: 2, payload: encodeInput(events('A', 'S', [[1]]))});
  expect(outputs[0]?.body).toMatchObject({events: [{data: [6]}]});
});
