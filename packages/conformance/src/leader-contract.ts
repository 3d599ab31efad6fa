import {expect, test} from 'vitest';
import {isolationMs, leaseMs, over, type StoreContext} from './store-context.ts';

/** The leader row and the members. Rule numbers are those of the failover protocol. */
export function leaderContract(c: StoreContext): void {
  test('a new group has nobody active, in epoch 0, released', async () => {
    expect(await c.row()).toStrictEqual({epoch: 0, rev: 0, active: '', keeper: null, leaseUntil: 0, released: true});
  });

  test('preparing again changes nothing', async () => {
    await c.leadWith();
    const before = await c.row();
    await c.b.store.prepare();
    expect(await c.row()).toStrictEqual(before);
  });

  test('database time is one clock in ms since 1970 for all handles, and does not fall', async () => {
    const one = (await c.a.store.readLeader()).now;
    const two = (await c.b.store.readLeader()).now;
    const three = (await c.a.store.readLeader()).now;
    expect(Number.isInteger(one)).toBe(true);
    expect(two).toBeGreaterThanOrEqual(one);
    expect(three).toBeGreaterThanOrEqual(two);
    expect(Math.abs(three - Date.now())).toBeLessThan(60_000);
  });

  test('rule 2: the active renews; the lease counts in database time and never shrinks', async () => {
    await c.lead();
    const before = (await c.a.store.readLeader()).now;
    expect(await c.a.store.renew({epoch: 1, active: 'A', leaseMs: 2 * leaseMs})).toBe(true);
    const after = await c.a.store.readLeader();
    expect(after.row.leaseUntil).toBeGreaterThanOrEqual(before + 2 * leaseMs);
    expect(after.row.leaseUntil).toBeLessThanOrEqual(after.now + 2 * leaseMs);
    expect(after.row.rev).toBe(0);
    // Matched, though nothing changes.
    expect(await c.a.store.renew({epoch: 1, active: 'A', leaseMs: 1})).toBe(true);
    expect((await c.row()).leaseUntil).toBe(after.row.leaseUntil);
    await c.refused(c.a.store.renew({epoch: 0, active: 'A', leaseMs: 9e6}));
    await c.refused(c.a.store.renew({epoch: 2, active: 'A', leaseMs: 9e6}));
    await c.refused(c.a.store.renew({epoch: 1, active: 'B', leaseMs: 9e6}));
  });

  test('rule 5: the active registers a keeper at the rev it has seen, once', async () => {
    await c.lead();
    await c.refused(c.a.store.register({epoch: 1, rev: 1, active: 'A', keeper: 'P'}));
    await c.refused(c.a.store.register({epoch: 2, rev: 0, active: 'A', keeper: 'P'}));
    await c.refused(c.a.store.register({epoch: 1, rev: 0, active: 'P', keeper: 'P'}));
    const {leaseUntil} = await c.row();
    expect(await c.a.store.register({epoch: 1, rev: 0, active: 'A', keeper: 'P'})).toBe(true);
    expect(await c.row()).toStrictEqual({epoch: 1, rev: 1, active: 'A', keeper: 'P', leaseUntil, released: false});
    await c.refused(c.a.store.register({epoch: 1, rev: 0, active: 'A', keeper: 'Q'}));
  });

  test('rule 6: going solo clears the keeper and grants a lease from now, even a shorter one', async () => {
    await c.leadWith();
    await c.refused(c.a.store.solo({epoch: 1, rev: 0, active: 'A', leaseMs}));
    await c.refused(c.a.store.solo({epoch: 0, rev: 1, active: 'A', leaseMs}));
    await c.refused(c.a.store.solo({epoch: 1, rev: 1, active: 'P', leaseMs}));
    const before = await c.a.store.readLeader();
    expect(await c.a.store.solo({epoch: 1, rev: 1, active: 'A', leaseMs: 1000})).toBe(true);
    const after = await c.a.store.readLeader();
    expect(after.row).toMatchObject({epoch: 1, rev: 2, active: 'A', keeper: null, released: false});
    expect(after.row.leaseUntil).toBeGreaterThanOrEqual(before.now + 1000);
    expect(after.row.leaseUntil).toBeLessThanOrEqual(after.now + 1000);
  });

  test('rules 5 and 6: nothing but an acquisition follows a release', async () => {
    await c.leadWith();
    expect(await c.a.store.release({epoch: 1, rev: 1, active: 'A'})).toBe(true);
    await c.refused(c.a.store.register({epoch: 1, rev: 2, active: 'A', keeper: 'Q'}));
    await c.refused(c.a.store.solo({epoch: 1, rev: 2, active: 'A', leaseMs}));
  });

  test('rule 8: only the keeper renews on behalf of the active', async () => {
    await c.leadWith();
    const {leaseUntil} = await c.row();
    expect(await c.b.store.proxy({epoch: 1, active: 'A', keeper: 'P', leaseMs: 2 * leaseMs})).toBe(true);
    const after = await c.row();
    expect(after.leaseUntil).toBeGreaterThan(leaseUntil);
    expect(after.rev).toBe(1);
    expect(await c.b.store.proxy({epoch: 1, active: 'A', keeper: 'P', leaseMs: 1})).toBe(true);
    expect((await c.row()).leaseUntil).toBe(after.leaseUntil);
    await c.refused(c.b.store.proxy({epoch: 1, active: 'A', keeper: 'Q', leaseMs: 9e6}));
    await c.refused(c.b.store.proxy({epoch: 1, active: 'B', keeper: 'P', leaseMs: 9e6}));
    await c.refused(c.b.store.proxy({epoch: 2, active: 'A', keeper: 'P', leaseMs: 9e6}));
  });

  test('rule 8: without a keeper nobody renews on behalf of the active', async () => {
    await c.lead();
    await c.refused(c.b.store.proxy({epoch: 1, active: 'A', keeper: 'P', leaseMs: 9e6}));
  });

  test('rule 9: the keeper waits for the end of the lease', async () => {
    await c.leadWith();
    await c.refused(c.b.store.acquireAsKeeper({epoch: 1, rev: 1, me: 'P', leaseMs}));
  });

  test('rule 9: after the lease the keeper, and only it, becomes active and keeps itself', async () => {
    await c.leadWith('P', over);
    await c.refused(c.b.store.acquireAsKeeper({epoch: 1, rev: 0, me: 'P', leaseMs}));
    await c.refused(c.b.store.acquireAsKeeper({epoch: 2, rev: 1, me: 'P', leaseMs}));
    await c.refused(c.b.store.acquireAsKeeper({epoch: 1, rev: 1, me: 'Q', leaseMs}));
    const before = await c.b.store.readLeader();
    expect(await c.b.store.acquireAsKeeper({epoch: 1, rev: 1, me: 'P', leaseMs})).toBe(true);
    const {row: after, now} = await c.b.store.readLeader();
    expect(after).toMatchObject({epoch: 2, rev: 0, active: 'P', keeper: 'P', released: false});
    expect(after.leaseUntil).toBeGreaterThanOrEqual(before.now + leaseMs);
    expect(after.leaseUntil).toBeLessThanOrEqual(now + leaseMs);
  });

  test('rule 9: after a release the keeper does not wait', async () => {
    await c.leadWith();
    expect(await c.a.store.release({epoch: 1, rev: 1, active: 'A'})).toBe(true);
    expect(await c.row()).toMatchObject({epoch: 1, rev: 2, active: 'A', keeper: 'P', released: true});
    expect(await c.b.store.acquireAsKeeper({epoch: 1, rev: 2, me: 'P', leaseMs})).toBe(true);
    expect((await c.row()).released).toBe(false);
  });

  test('rule 9: an active that keeps itself does not acquire from itself', async () => {
    await c.lead('A', over);
    expect(await c.a.store.register({epoch: 1, rev: 0, active: 'A', keeper: 'A'})).toBe(true);
    await c.refused(c.a.store.acquireAsKeeper({epoch: 1, rev: 1, me: 'A', leaseMs}));
  });

  test('rule 10: without a keeper another acquires after the lease, and no memory is needed', async () => {
    await c.lead('A', leaseMs);
    await c.refused(c.b.store.acquireAsOther({epoch: 1, rev: 0, me: 'C', leaseMs, isolationMs}));
    expect(await c.a.store.solo({epoch: 1, rev: 0, active: 'A', leaseMs: over})).toBe(true);
    await c.refused(c.b.store.acquireAsOther({epoch: 1, rev: 0, me: 'C', leaseMs, isolationMs}));
    await c.refused(c.b.store.acquireAsOther({epoch: 0, rev: 1, me: 'C', leaseMs, isolationMs}));
    expect(await c.b.store.acquireAsOther({epoch: 1, rev: 1, me: 'C', leaseMs, isolationMs})).toBe(true);
    expect(await c.row()).toMatchObject({epoch: 2, rev: 0, active: 'C', keeper: null, released: false});
  });

  test('rule 10: without a keeper another acquires after a release at once', async () => {
    await c.lead();
    expect(await c.a.store.release({epoch: 1, rev: 0, active: 'A'})).toBe(true);
    expect(await c.b.store.acquireAsOther({epoch: 1, rev: 1, me: 'C', leaseMs, isolationMs})).toBe(true);
  });

  test('rule 10: with a keeper neither a release nor the end of the lease lets another in', async () => {
    await c.leadWith('P', over);
    await c.refused(c.b.store.acquireAsOther({epoch: 1, rev: 1, me: 'C', leaseMs, isolationMs}));
    expect(await c.a.store.release({epoch: 1, rev: 1, active: 'A'})).toBe(true);
    await c.refused(c.b.store.acquireAsOther({epoch: 1, rev: 2, me: 'C', leaseMs, isolationMs}));
  });

  test('rule 10: after the isolation time another acquires in spite of the keeper', async () => {
    await c.leadWith('P', over);
    expect(await c.b.store.acquireAsOther({epoch: 1, rev: 1, me: 'C', leaseMs, isolationMs: 500})).toBe(true);
    expect(await c.row()).toMatchObject({epoch: 2, rev: 0, active: 'C', keeper: null});
  });

  test('rule 13: a switchover makes the other active and its own keeper in the next epoch', async () => {
    await c.leadWith();
    await c.refused(c.a.store.switchover({epoch: 1, rev: 0, active: 'A', to: 'P', leaseMs}));
    await c.refused(c.a.store.switchover({epoch: 0, rev: 1, active: 'A', to: 'P', leaseMs}));
    await c.refused(c.a.store.switchover({epoch: 1, rev: 1, active: 'P', to: 'P', leaseMs}));
    const before = await c.a.store.readLeader();
    expect(await c.a.store.switchover({epoch: 1, rev: 1, active: 'A', to: 'P', leaseMs})).toBe(true);
    const {row: after} = await c.b.store.readLeader();
    expect(after).toMatchObject({epoch: 2, rev: 0, active: 'P', keeper: 'P', released: false});
    expect(after.leaseUntil).toBeGreaterThanOrEqual(before.now + leaseMs);
    await c.refused(c.a.store.renew({epoch: 1, active: 'A', leaseMs}));
  });

  test('rule 13: only the active releases, at the rev it has seen', async () => {
    await c.lead();
    await c.refused(c.a.store.release({epoch: 1, rev: 1, active: 'A'}));
    await c.refused(c.a.store.release({epoch: 2, rev: 0, active: 'A'}));
    await c.refused(c.a.store.release({epoch: 1, rev: 0, active: 'B'}));
    expect(await c.a.store.release({epoch: 1, rev: 0, active: 'A'})).toBe(true);
    expect(await c.row()).toMatchObject({epoch: 1, rev: 1, active: 'A', released: true});
  });

  test('of many that acquire at once exactly one succeeds', async () => {
    for (let epoch = 0; epoch < 10; epoch++) {
      const attempts = Array.from({length: 8}, (_, i) =>
        (i % 2 ? c.a : c.b).store.acquireAsOther({epoch, rev: 0, me: `N${i}`, leaseMs: over, isolationMs}),
      );
      const won = (await Promise.all(attempts)).flatMap((done, i) => (done ? [`N${i}`] : []));
      expect(won).toHaveLength(1);
      expect(await c.row()).toMatchObject({epoch: epoch + 1, rev: 0, active: won[0]});
    }
  });

  test('ids that differ in case or accents are different', async () => {
    await c.leadWith('passive');
    await c.refused(c.b.store.proxy({epoch: 1, active: 'A', keeper: 'PASSIVE', leaseMs: 9e6}));
    await c.refused(c.b.store.proxy({epoch: 1, active: 'a', keeper: 'passive', leaseMs: 9e6}));
    await c.refused(c.b.store.proxy({epoch: 1, active: 'Á', keeper: 'passive', leaseMs: 9e6}));
  });

  test('members come and go, with properties of any text and an age in database time', async () => {
    const properties = {host: '10.0.0.1', note: 'naïve 😀 "quoted" \\ 漢字', '': ''};
    await c.a.store.heartbeat({nodeId: 'n1', incarnation: 'i1', properties});
    await c.b.store.heartbeat({nodeId: 'n2', incarnation: 'i2', properties: {}});
    const members = await c.b.store.members();
    expect(members.map(({nodeId, incarnation, properties}) => ({nodeId, incarnation, properties}))).toStrictEqual([
      {nodeId: 'n1', incarnation: 'i1', properties},
      {nodeId: 'n2', incarnation: 'i2', properties: {}},
    ]);
    for (const {ageMs} of members) expect(ageMs >= 0 && ageMs < 60_000).toBe(true);
    await c.a.store.heartbeat({nodeId: 'n1', incarnation: 'i3', properties: {}});
    expect((await c.b.store.members())[0]).toMatchObject({nodeId: 'n1', incarnation: 'i3', properties: {}});
    await c.a.store.leave({nodeId: 'n1', incarnation: 'i1'});
    expect(await c.b.store.members()).toHaveLength(2);
    await c.a.store.leave({nodeId: 'n1', incarnation: 'i3'});
    expect((await c.b.store.members()).map((m) => m.nodeId)).toStrictEqual(['n2']);
  });
}
