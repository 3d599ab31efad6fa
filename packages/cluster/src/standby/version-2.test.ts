import {afterEach, expect, test, vi} from 'vitest';
import {decodeMessage, encodeMessage} from '../message-codec.ts';
import type {Message} from '../messages.ts';
import {LinkEnd} from '../simulation/sim-link.ts';
import {Scenario} from '../simulation/scenario.ts';

afterEach(() => vi.restoreAllMocks());

/** What a node of version 2 sends: its checks, in a form of their own, go with the order to make a cut. */
function asVersion2(message: Message): Message {
  const checks = [{app: 'toy', operator: 'totals', sum: 12_345}];
  if (message.kind === 'hello') return {...message, newest: 2};
  if (message.kind === 'cut') return {...message, checks};
  return message.kind === 'save' ? {...message, checks: []} : message;
}

test('beside an active of version 2 nothing is compared, and the passive saves the snapshots', async () => {
  let orders = 0;
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
  const {send} = LinkEnd.prototype;
  vi.spyOn(LinkEnd.prototype, 'send').mockImplementation(function (this: LinkEnd, bytes) {
    const message = asVersion2(decodeMessage(bytes));
    if (message.kind === 'cut') orders++;
    send.call(this, encodeMessage(message));
  });
  const s = await Scenario.inSync(1, {snapshotEvery: 500});
  await s.run(3000);
  const {active, passive} = s;
  expect(orders).toBeGreaterThan(2);
  expect(s.db(`${passive.process.name} save `).length).toBeGreaterThan(2);
  expect(passive.node.status().standby).toMatchObject({divergences: 0, following: true});
  expect(active.node.status().standby).toMatchObject({divergences: 0});
  await s.takeover();
  await s.nothingIsLostOrDoubled();
});
