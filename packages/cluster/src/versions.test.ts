import {afterEach, expect, test, vi} from 'vitest';
import {decodeMessage, encodeMessage} from './message-codec.ts';
import type {Message} from './messages.ts';
import {LinkEnd} from './simulation/sim-link.ts';
import {Scenario} from './simulation/scenario.ts';

afterEach(() => vi.restoreAllMocks());

/** Each message that a process sends goes out as `change` makes it. */
function sending(change: (message: Message, from: string) => Message): void {
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
  const {send} = LinkEnd.prototype;
  vi.spyOn(LinkEnd.prototype, 'send').mockImplementation(function (this: LinkEnd, bytes) {
    send.call(this, encodeMessage(change(decodeMessage(bytes), this.process.name)));
  });
}

/** What a node of version 2 sends: its checks, in a form of their own, go with the order to make a cut. */
function asVersion2(message: Message): Message {
  const checks = [{app: 'toy', operator: 'totals', sum: 12_345}];
  if (message.kind === 'hello') return {...message, newest: 2};
  if (message.kind === 'cut') return {...message, checks};
  return message.kind === 'save' ? {...message, checks: []} : message;
}

test('beside an active of version 2 nothing is compared, and the passive saves the snapshots', async () => {
  let orders = 0;
  sending((message) => {
    if (message.kind === 'cut') orders++;
    return asVersion2(message);
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

test('a peer of versions that this node does not speak is refused loudly, and the active goes on', async () => {
  const s = await Scenario.inSync();
  await s.run(3000);
  const {active, passive} = s;
  s.crash(passive);
  const later = s.restart(passive);
  sending((message, from) =>
    message.kind === 'hello' && from === later.process.name ? {...message, version: 5, newest: 6} : message,
  );
  const told = (): boolean => active.node.status().troubles.join().includes('the peer speaks protocol versions 5 to 6');
  await s.must('the refusal', told, 10_000);
  const ask = s.submit(active, 'beside-a-stranger');
  await s.must('an answer', () => ask.answer !== undefined, 10_000);
  expect(active.node.status()).toMatchObject({role: 'active', inSync: false});
  expect(later.role).toBe('passive');
  vi.restoreAllMocks();
  await s.must('a pair, once both speak one version', () => s.inSync(), 20_000);
  await s.takeover();
  await s.nothingIsLostOrDoubled();
});
