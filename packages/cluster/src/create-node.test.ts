import {expect, test} from 'vitest';
import {type StandbyMode, SubmitRefused} from './api.ts';
import {faults} from './simulation/faults.ts';
import {Scenario} from './simulation/scenario.ts';

const input = (text: string): Uint8Array => new TextEncoder().encode(text);

async function pair(seed = 1, standby: StandbyMode = 'hot'): Promise<Scenario> {
  const s = new Scenario(seed, {standby});
  expect(await s.until(() => s.inSync(), 5000)).toBe(true);
  return s;
}

test('the first node starts as active, the second as passive, with the log lines that people look for', async () => {
  const s = await pair();
  await s.run(3000);
  expect(s.said('HA Deployment: Starting up as Active Node')).toHaveLength(1);
  expect(s.said('HA Deployment: Starting up as Passive Node')).toHaveLength(1);
  expect(s.active.node.status()).toMatchObject({takeovers: 0, switchovers: 0, predecessor: null, lastTakeoverMs: null});
  expect(s.said(`memberAdded event received for node id : ${s.passive.nodeId}`)).toHaveLength(1);
  expect(s.said('Active node retrieved node details of passive node')).toHaveLength(1);
  expect(s.said('Siddhi apps persisted successfully').length).toBeGreaterThan(1);
});

test('a crash of the active is noticed within 4 s, and the passive goes on where it was', async () => {
  const s = await pair();
  await s.run(2000);
  const before = s.passive;
  const crashed = s.active.node.status().incarnation;
  const at = s.world.now;
  s.cluster.crash(s.cluster.nodes[0] === s.active ? 0 : 1);
  expect(await s.until(() => before.role === 'active', 4000)).toBe(true);
  expect(s.world.now - at).toBeLessThan(4000);
  expect(s.said('Successfully Changed to Active Mode')).toHaveLength(1);
  expect(before.node.status()).toMatchObject({
    role: 'active',
    takeovers: 1,
    switchovers: 0,
    predecessor: crashed,
  });
  expect(before.node.status().lastTakeoverMs).toBeLessThan(4500);
});

test('a switchover moves the active to the other node in the next epoch, well below a lease', async () => {
  const s = await pair();
  const [from, to] = [s.active, s.passive];
  const epoch = from.node.status().epoch;
  let worked: boolean | undefined;
  void from.node.switchover().then((w) => (worked = w));
  const at = s.world.now;
  expect(await s.until(() => to.role === 'active', 3000)).toBe(true);
  expect(s.world.now - at).toBeLessThan(1500);
  await s.until(() => worked !== undefined, 1000);
  expect(worked).toBe(true);
  expect(to.node.status().epoch).toBe(epoch + 1);
  expect(from.role).toBe('passive');
  expect(from.node.status().incarnation).toBe(`${from.process.name}.1`);
  expect(await s.until(() => s.inSync(), 5000)).toBe(true);
});

test('stopping the active is a switchover; stopping the last node releases the row', async () => {
  const s = await pair();
  await s.run(500);
  const [first, second] = [s.active, s.passive];
  let stopped = 0;
  void first.node.stop().then(() => stopped++);
  expect(await s.until(() => second.role === 'active' && stopped === 1, 4000)).toBe(true);
  expect(first.role).toBe('stopped');
  s.cluster.crash(s.cluster.nodes[0] === first ? 0 : 1);
  void second.node.stop().then(() => stopped++);
  expect(await s.until(() => stopped === 2, 30_000)).toBe(true);
  expect(s.cluster.database.row).toMatchObject({keeper: null, released: true});
  expect(s.cluster.database.snapshots.at(-1)?.sequence).toBeGreaterThan(0);
  expect(s.world.waived).toBe(false);
});

test('a passive that stops lets the active find another memory first', async () => {
  const s = await pair();
  const {passive} = s;
  let stopped = false;
  void passive.node.stop().then(() => (stopped = true));
  expect(await s.until(() => stopped, 8000)).toBe(true);
  expect(s.cluster.database.row.keeper).toBeNull();
});

test('a node that is handed the row while it stops gives it on', async () => {
  const s = await pair();
  const [first, second] = [s.active, s.passive];
  s.cluster.database.paths.set(second.process.name, 'slow');
  void first.node.switchover();
  expect(await s.until(() => s.cluster.database.row.active === second.process.name, 3000)).toBe(true);
  let stopped = false;
  void second.node.stop().then(() => (stopped = true));
  s.cluster.database.paths.clear();
  expect(await s.until(() => stopped, 30_000)).toBe(true);
  s.cluster.crash(s.cluster.nodes[0] === second ? 0 : 1);
  expect(await s.until(() => first.role === 'active', 5000)).toBe(true);
  expect(s.world.waived).toBe(false);
});

test('while a keeper is in sync no entry costs a database statement', async () => {
  const s = await pair();
  await s.run(500);
  const before = s.db('append').length;
  const appended = s.active.node.status().sequences.appended;
  await s.run(3000);
  expect(s.active.node.status().sequences.appended).toBeGreaterThan(appended + 20);
  expect(s.db('append')).toHaveLength(before);
});

test('many inputs of one turn travel in few batches, and all are answered', async () => {
  const s = await pair();
  let answered = 0;
  for (let i = 1; i <= 500; i++) void s.active.node.submit(input(`burst:${i}:1:0`)).then(() => answered++);
  expect(await s.until(() => answered === 500, 3000)).toBe(true);
});

test('without a peer a node goes on alone, on the journal table', async () => {
  const s = new Scenario();
  s.cluster.crash(1);
  const [alone] = s.cluster.nodes;
  expect(await s.until(() => alone.node.status().sequences.committed > 50, 20_000)).toBe(true);
  expect(s.db('append').length).toBeGreaterThan(10);
  expect(alone.node.status()).toMatchObject({role: 'active', keeper: null, inSync: false});
});

test('database down, link up: the pair goes on until isolation, with the keeper touching the row if only the active is cut off', async () => {
  const s = await pair();
  s.cluster.group.timings.isolation = 15_000;
  const {active, passive} = s;
  s.cluster.database.paths.set(active.process.name, 'refused');
  const before = active.node.status().sequences.committed;
  await s.run(12_000);
  expect(active.node.mayAct()).toBe(true);
  expect(passive.role).toBe('passive');
  expect(active.node.status().sequences.committed).toBeGreaterThan(before + 50);
  expect(s.db('proxy: true').length).toBeGreaterThan(3);
});

test('a snapshot that fails is tried again, and trims nothing', async () => {
  const s = await pair(1, 'warm');
  await s.run(1000);
  const {active, passive} = s;
  const mark = passive.node.status().sequences.snapshot;
  s.cluster.database.paths.set(active.process.name, 'refused');
  await s.run(5000);
  expect(active.node.status().troubles.join()).toContain('snapshot: not persisted');
  expect(passive.node.status().sequences.snapshot).toBe(mark);
  expect(passive.node.status().queueEntries).toBeGreaterThan(20);
  s.cluster.database.paths.clear();
  expect(await s.until(() => passive.node.status().sequences.snapshot > mark, 8000)).toBe(true);
});

test('the passive refuses inputs, and so does an active without permission', async () => {
  const s = await pair();
  await expect(s.passive.node.submit(input('x:1:1:0'))).rejects.toThrow(SubmitRefused);
  const {active} = s;
  s.cluster.database.paths.set(active.process.name, 'silent');
  s.cluster.wire.cut = true;
  s.cluster.wire.breakNow(10);
  await s.until(() => !active.node.mayAct(), 6000);
  await expect(active.node.submit(input('x:1:1:0'))).rejects.toMatchObject({reason: 'notActive'});
});

test('a full publisher pushes back', async () => {
  const s = await pair();
  s.active.publisher.stuck = true;
  expect(await s.until(() => s.active.publisher.full, 20_000)).toBe(true);
  await expect(s.active.node.submit(input('x:1:1:0'))).rejects.toMatchObject({reason: 'busy'});
  s.active.publisher.stuck = false;
  expect(await s.until(() => !s.active.publisher.full, 5000)).toBe(true);
  await s.run(2000);
});

test('a second process with the same node id never acts beside the first', async () => {
  const s = await pair();
  const stray = s.cluster.addStray();
  await s.run(8000);
  expect(stray.role).toBe('passive');
  expect(s.active.node.mayAct()).toBe(true);
});

test('at takeover only outputs above the watermark are published again, under the same ids', async () => {
  const s = await pair();
  await s.run(1500);
  for (const c of s.cluster.clients) c.closing = true;
  await s.run(3000);
  const delivered = s.cluster.canon.delivered.size;
  expect(delivered).toBeGreaterThan(10);
  const next = s.passive;
  s.cluster.crash(s.cluster.nodes[0] === s.active ? 0 : 1);
  expect(await s.until(() => next.role === 'active', 4000)).toBe(true);
  await s.run(1000);
  expect([...s.cluster.canon.delivered.values()].filter((d) => d.times > 1)).toEqual([]);
});

test('link gone and back: the journal table bridges, then the keeper is in sync again', async () => {
  const s = await pair();
  s.cluster.wire.cut = true;
  s.cluster.wire.breakNow(10);
  expect(await s.until(() => s.cluster.database.row.keeper === null, 6000)).toBe(true);
  const before = s.db('append').length;
  await s.run(2000);
  expect(s.db('append').length).toBeGreaterThan(before);
  s.cluster.wire.cut = false;
  expect(await s.until(() => s.inSync(), 3000)).toBe(true);
});

test('an overdue tick that may not be appended waits, and does not spin', async () => {
  const s = await pair();
  void s.active.node.submit(input('timer:1:1:300'));
  await s.run(100);
  s.active.publisher.stuck = true;
  faults['databasePath']?.(s.cluster);
  await s.until(() => s.active.publisher.full, 20_000);
  const events = s.world.scheduler.events;
  await s.run(2000);
  expect(s.world.scheduler.events - events).toBeLessThan(3000);
});

test('durability database: after both were killed the next one waits for the lease alone, and has everything', async () => {
  const s = await Scenario.inSync(1, {durability: 'database'});
  await s.run(2000);
  expect(s.cluster.database.row.keeper).toBeNull();
  for (const node of s.cluster.nodes) s.crash(node);
  const at = s.world.now;
  await s.run(100);
  for (const side of [0, 1] as const) s.cluster.restart(side);
  await s.must('an active', () => s.cluster.nodes.some(({role}) => role === 'active'), 4500);
  expect(s.world.now - at).toBeGreaterThan(1000);
  expect(s.cluster.database.possibleLosses).toBe(0);
  await s.nothingIsLostOrDoubled();
});

test('durability database: a switchover names its successor first, and a takeover goes on from the state at hand', async () => {
  const s = await Scenario.inSync(1, {durability: 'database'});
  await s.run(1000);
  const {passive, active} = s;
  const at = s.world.now;
  void active.node.switchover();
  await s.must('the switchover', () => passive.role === 'active', 1500);
  expect(s.world.now - at).toBeLessThan(500);
  expect(s.db(`register ${passive.process.name}`)).toHaveLength(1);
  await s.must('the pair in sync', () => s.inSync(), 10_000);
  await s.must('nobody to be named', () => s.cluster.database.row.keeper === null, 5000);
  await s.takeover();
  expect(s.said('Went on from the state at hand')).toHaveLength(2);
  expect(s.cluster.database.possibleLosses).toBe(0);
  await s.nothingIsLostOrDoubled();
});

test('a passive that takes over while it stops takes inputs until its last step', async () => {
  const s = await pair();
  const [isolated, stopping] = [s.active, s.passive];
  let stopped = false;
  void stopping.node.stop().then(() => (stopped = true));
  s.path(isolated, 'silent');
  s.cluster.wire.cut = true;
  s.cluster.wire.breakNow(10);
  await s.must('the takeover', () => stopping.role === 'active', 6000);
  const at = s.world.now;
  let answeredUntil = at;
  let open = 0;
  const ask = (): void => {
    if (open > 0 || stopping.role !== 'active') return;
    open++;
    stopping.node.submit(input(`late:${s.world.now}:1:0`)).then(
      () => {
        open--;
        answeredUntil = s.world.now;
      },
      () => open--,
    );
  };
  await s.must('the end', () => (ask(), stopped), 30_000);
  // Journalled what only it remembered, ran alone, saved a snapshot: and was closed for the last of these only.
  expect(s.cluster.database.row).toMatchObject({active: stopping.process.name, keeper: null, released: true});
  expect(answeredUntil).toBeGreaterThan(at);
  expect(s.world.now - answeredUntil).toBeLessThan(500);
  s.crash(stopping);
  await s.nothingIsLostOrDoubled();
});

test.each(['hot', 'warm'] as const)(
  '%s: after a takeover a new input does not wait until the journal table has all that was committed before',
  async (standby) => {
    const s = await Scenario.inSync(1, {snapshotEvery: 0, standby});
    await s.run(20_000);
    const {cluster} = s;
    cluster.clients.forEach((client) => (client.closing = true));
    await s.must('quiet', () => cluster.clients.every((client) => client.idle), 5000);
    await s.run(400); // until a heartbeat has told that all is committed
    s.tamper((_process, statement) => (statement === 'append' ? {out: 30, back: 30} : undefined));
    const node = await s.takeover();
    const {lead} = node.node.current().leader ?? {};
    const ask = s.submit(node, 'new');
    await s.must('an answer', () => ask.answer !== undefined, 400);
    expect(lead?.hasGap).toBe(true);
    // Nobody else is named before the table can be started from.
    const joining = s.restart(s.passive).process.name;
    const named = (): boolean => cluster.database.row.keeper === joining;
    expect(await s.until(() => lead?.hasGap === true && named(), 2000)).toBe(false);
    await s.must('it to be named', () => named() && s.inSync(), 10_000);
    expect(lead?.hasGap).toBe(false);
    await s.takeover();
    await s.nothingIsLostOrDoubled();
  },
);

test('after a takeover nobody is named while newer entries may be on their way into the journal table ahead of older ones', async () => {
  const s = await Scenario.inSync(1, {snapshotEvery: 0});
  await s.run(20_000);
  const {cluster} = s;
  cluster.clients.forEach((client) => (client.closing = true));
  await s.must('quiet', () => cluster.clients.every((client) => client.idle), 5000);
  await s.run(400); // until a heartbeat has told that all is committed
  let slow = true;
  s.tamper((_process, statement) => (slow && statement === 'append' ? {out: 700, back: 0} : undefined));
  const node = await s.takeover();
  const {lead} = node.node.current().leader ?? {};
  const ask = s.submit(node, 'new');
  const joining = s.restart(s.passive).process.name;
  expect(await s.until(() => lead?.hasGap === true, 1000)).toBe(true);
  const named = (): boolean => cluster.database.row.keeper === joining;
  expect(await s.until(() => lead?.hasGap === true && named(), 5000)).toBe(false);
  slow = false;
  await s.must('an answer, and its name', () => ask.answer !== undefined && named() && s.inSync(), 20_000);
  await s.takeover();
  await s.nothingIsLostOrDoubled();
});
