import type {ClusterStore, Cut, Entry, Fence, Journal, SnapshotStore} from '@tandem/cluster';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';

/** What a backend opens: the stores of one group, as one node holds them. */
export type StoreHandle = {store: ClusterStore; journal: Journal; snapshots: SnapshotStore; close(): Promise<void>};

/**
 * One database as the suite needs it. `open`: a new handle on the stores of a
 * group; the suite prepares and closes it. `damage`: flips bytes in the stored
 * part of `app` at the cut `sequence`, past the store's back.
 */
export type StoreUnderTest = {
  open(group: string): Promise<StoreHandle>;
  damage(group: string, sequence: number, app: string): Promise<void>;
  stop(): Promise<void>;
};

const leaseMs = 60_000;
const isolationMs = 60_000;
/** A lease that is over once the database's clock has moved by a millisecond. */
const over = -1000;

/** The contract of `ClusterStore`, `Journal` and `SnapshotStore`; rule numbers are those of the failover protocol. */
export function storeContract(name: string, start: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let database: StoreUnderTest;
    let group: string;
    let groups = 0;
    let a: StoreHandle;
    let b: StoreHandle;

    beforeAll(async () => {
      database = await start();
    });
    afterAll(async () => {
      await database.stop();
    });
    beforeEach(async () => {
      group = `group-${++groups}`;
      [a, b] = await Promise.all([database.open(group), database.open(group)]);
      // From both nodes at once: each start of a pair does this.
      await Promise.all([a.store.prepare(), b.store.prepare()]);
      return async () => {
        await a.close();
        await b.close();
      };
    });

    const row = async () => (await b.store.readLeader()).row;
    /** `who` is active in epoch 1, rev 0, with a lease of `lease`. */
    const lead = async (who = 'A', lease = leaseMs): Promise<Fence> => {
      expect(await a.store.acquireAsOther({epoch: 0, rev: 0, me: who, leaseMs: lease, isolationMs})).toBe(true);
      return {epoch: 1, active: who};
    };
    /** As `lead`, and `keeper` is registered: rev 1. */
    const leadWith = async (keeper = 'P', lease = leaseMs): Promise<Fence> => {
      const fence = await lead('A', lease);
      expect(await a.store.register({epoch: 1, rev: 0, active: 'A', keeper})).toBe(true);
      return fence;
    };
    /** The statement is refused and leaves the row as it was. */
    const refused = async (statement: Promise<boolean>) => {
      const before = await row();
      expect(await statement).toBe(false);
      expect(await row()).toStrictEqual(before);
    };

    test('a new group has nobody active, in epoch 0, released', async () => {
      expect(await row()).toStrictEqual({epoch: 0, rev: 0, active: '', keeper: null, leaseUntil: 0, released: true});
    });

    test('preparing again changes nothing', async () => {
      await leadWith();
      const before = await row();
      await b.store.prepare();
      expect(await row()).toStrictEqual(before);
    });

    test('database time is one clock in ms since 1970 for all handles, and does not fall', async () => {
      const one = (await a.store.readLeader()).now;
      const two = (await b.store.readLeader()).now;
      const three = (await a.store.readLeader()).now;
      expect(Number.isInteger(one)).toBe(true);
      expect(two).toBeGreaterThanOrEqual(one);
      expect(three).toBeGreaterThanOrEqual(two);
      expect(Math.abs(three - Date.now())).toBeLessThan(60_000);
    });

    test('rule 2: the active renews; the lease counts in database time and never shrinks', async () => {
      await lead();
      const before = (await a.store.readLeader()).now;
      expect(await a.store.renew({epoch: 1, active: 'A', leaseMs: 2 * leaseMs})).toBe(true);
      const after = await a.store.readLeader();
      expect(after.row.leaseUntil).toBeGreaterThanOrEqual(before + 2 * leaseMs);
      expect(after.row.leaseUntil).toBeLessThanOrEqual(after.now + 2 * leaseMs);
      expect(after.row.rev).toBe(0);
      // Matched, though nothing changes.
      expect(await a.store.renew({epoch: 1, active: 'A', leaseMs: 1})).toBe(true);
      expect((await row()).leaseUntil).toBe(after.row.leaseUntil);
      await refused(a.store.renew({epoch: 0, active: 'A', leaseMs: 9e6}));
      await refused(a.store.renew({epoch: 2, active: 'A', leaseMs: 9e6}));
      await refused(a.store.renew({epoch: 1, active: 'B', leaseMs: 9e6}));
    });

    test('rule 5: the active registers a keeper at the rev it has seen, once', async () => {
      await lead();
      await refused(a.store.register({epoch: 1, rev: 1, active: 'A', keeper: 'P'}));
      await refused(a.store.register({epoch: 2, rev: 0, active: 'A', keeper: 'P'}));
      await refused(a.store.register({epoch: 1, rev: 0, active: 'P', keeper: 'P'}));
      const {leaseUntil} = await row();
      expect(await a.store.register({epoch: 1, rev: 0, active: 'A', keeper: 'P'})).toBe(true);
      expect(await row()).toStrictEqual({epoch: 1, rev: 1, active: 'A', keeper: 'P', leaseUntil, released: false});
      await refused(a.store.register({epoch: 1, rev: 0, active: 'A', keeper: 'Q'}));
    });

    test('rule 6: going solo clears the keeper and grants a lease from now, even a shorter one', async () => {
      await leadWith();
      await refused(a.store.solo({epoch: 1, rev: 0, active: 'A', leaseMs}));
      await refused(a.store.solo({epoch: 0, rev: 1, active: 'A', leaseMs}));
      await refused(a.store.solo({epoch: 1, rev: 1, active: 'P', leaseMs}));
      const before = await a.store.readLeader();
      expect(await a.store.solo({epoch: 1, rev: 1, active: 'A', leaseMs: 1000})).toBe(true);
      const after = await a.store.readLeader();
      expect(after.row).toMatchObject({epoch: 1, rev: 2, active: 'A', keeper: null, released: false});
      expect(after.row.leaseUntil).toBeGreaterThanOrEqual(before.now + 1000);
      expect(after.row.leaseUntil).toBeLessThanOrEqual(after.now + 1000);
    });

    test('rules 5 and 6: nothing but an acquisition follows a release', async () => {
      await leadWith();
      expect(await a.store.release({epoch: 1, rev: 1, active: 'A'})).toBe(true);
      await refused(a.store.register({epoch: 1, rev: 2, active: 'A', keeper: 'Q'}));
      await refused(a.store.solo({epoch: 1, rev: 2, active: 'A', leaseMs}));
    });

    test('rule 8: only the keeper renews on behalf of the active', async () => {
      await leadWith();
      const {leaseUntil} = await row();
      expect(await b.store.proxy({epoch: 1, active: 'A', keeper: 'P', leaseMs: 2 * leaseMs})).toBe(true);
      const after = await row();
      expect(after.leaseUntil).toBeGreaterThan(leaseUntil);
      expect(after.rev).toBe(1);
      expect(await b.store.proxy({epoch: 1, active: 'A', keeper: 'P', leaseMs: 1})).toBe(true);
      expect((await row()).leaseUntil).toBe(after.leaseUntil);
      await refused(b.store.proxy({epoch: 1, active: 'A', keeper: 'Q', leaseMs: 9e6}));
      await refused(b.store.proxy({epoch: 1, active: 'B', keeper: 'P', leaseMs: 9e6}));
      await refused(b.store.proxy({epoch: 2, active: 'A', keeper: 'P', leaseMs: 9e6}));
    });

    test('rule 8: without a keeper nobody renews on behalf of the active', async () => {
      await lead();
      await refused(b.store.proxy({epoch: 1, active: 'A', keeper: 'P', leaseMs: 9e6}));
    });

    test('rule 9: the keeper waits for the end of the lease', async () => {
      await leadWith();
      await refused(b.store.acquireAsKeeper({epoch: 1, rev: 1, me: 'P', leaseMs}));
    });

    test('rule 9: after the lease the keeper, and only it, becomes active and keeps itself', async () => {
      await leadWith('P', over);
      await refused(b.store.acquireAsKeeper({epoch: 1, rev: 0, me: 'P', leaseMs}));
      await refused(b.store.acquireAsKeeper({epoch: 2, rev: 1, me: 'P', leaseMs}));
      await refused(b.store.acquireAsKeeper({epoch: 1, rev: 1, me: 'Q', leaseMs}));
      const before = await b.store.readLeader();
      expect(await b.store.acquireAsKeeper({epoch: 1, rev: 1, me: 'P', leaseMs})).toBe(true);
      const {row: after, now} = await b.store.readLeader();
      expect(after).toMatchObject({epoch: 2, rev: 0, active: 'P', keeper: 'P', released: false});
      expect(after.leaseUntil).toBeGreaterThanOrEqual(before.now + leaseMs);
      expect(after.leaseUntil).toBeLessThanOrEqual(now + leaseMs);
    });

    test('rule 9: after a release the keeper does not wait', async () => {
      await leadWith();
      expect(await a.store.release({epoch: 1, rev: 1, active: 'A'})).toBe(true);
      expect(await row()).toMatchObject({epoch: 1, rev: 2, active: 'A', keeper: 'P', released: true});
      expect(await b.store.acquireAsKeeper({epoch: 1, rev: 2, me: 'P', leaseMs})).toBe(true);
      expect((await row()).released).toBe(false);
    });

    test('rule 9: an active that keeps itself does not acquire from itself', async () => {
      await lead('A', over);
      expect(await a.store.register({epoch: 1, rev: 0, active: 'A', keeper: 'A'})).toBe(true);
      await refused(a.store.acquireAsKeeper({epoch: 1, rev: 1, me: 'A', leaseMs}));
    });

    test('rule 10: without a keeper another acquires after the lease, and no memory is needed', async () => {
      await lead('A', leaseMs);
      await refused(b.store.acquireAsOther({epoch: 1, rev: 0, me: 'C', leaseMs, isolationMs}));
      expect(await a.store.solo({epoch: 1, rev: 0, active: 'A', leaseMs: over})).toBe(true);
      await refused(b.store.acquireAsOther({epoch: 1, rev: 0, me: 'C', leaseMs, isolationMs}));
      await refused(b.store.acquireAsOther({epoch: 0, rev: 1, me: 'C', leaseMs, isolationMs}));
      expect(await b.store.acquireAsOther({epoch: 1, rev: 1, me: 'C', leaseMs, isolationMs})).toBe(true);
      expect(await row()).toMatchObject({epoch: 2, rev: 0, active: 'C', keeper: null, released: false});
    });

    test('rule 10: without a keeper another acquires after a release at once', async () => {
      await lead();
      expect(await a.store.release({epoch: 1, rev: 0, active: 'A'})).toBe(true);
      expect(await b.store.acquireAsOther({epoch: 1, rev: 1, me: 'C', leaseMs, isolationMs})).toBe(true);
    });

    test('rule 10: with a keeper neither a release nor the end of the lease lets another in', async () => {
      await leadWith('P', over);
      await refused(b.store.acquireAsOther({epoch: 1, rev: 1, me: 'C', leaseMs, isolationMs}));
      expect(await a.store.release({epoch: 1, rev: 1, active: 'A'})).toBe(true);
      await refused(b.store.acquireAsOther({epoch: 1, rev: 2, me: 'C', leaseMs, isolationMs}));
    });

    test('rule 10: after the isolation time another acquires in spite of the keeper', async () => {
      await leadWith('P', over);
      expect(await b.store.acquireAsOther({epoch: 1, rev: 1, me: 'C', leaseMs, isolationMs: 500})).toBe(true);
      expect(await row()).toMatchObject({epoch: 2, rev: 0, active: 'C', keeper: null});
    });

    test('rule 13: a switchover makes the other active and its own keeper in the next epoch', async () => {
      await leadWith();
      await refused(a.store.switchover({epoch: 1, rev: 0, active: 'A', to: 'P', leaseMs}));
      await refused(a.store.switchover({epoch: 0, rev: 1, active: 'A', to: 'P', leaseMs}));
      await refused(a.store.switchover({epoch: 1, rev: 1, active: 'P', to: 'P', leaseMs}));
      const before = await a.store.readLeader();
      expect(await a.store.switchover({epoch: 1, rev: 1, active: 'A', to: 'P', leaseMs})).toBe(true);
      const {row: after} = await b.store.readLeader();
      expect(after).toMatchObject({epoch: 2, rev: 0, active: 'P', keeper: 'P', released: false});
      expect(after.leaseUntil).toBeGreaterThanOrEqual(before.now + leaseMs);
      await refused(a.store.renew({epoch: 1, active: 'A', leaseMs}));
    });

    test('rule 13: only the active releases, at the rev it has seen', async () => {
      await lead();
      await refused(a.store.release({epoch: 1, rev: 1, active: 'A'}));
      await refused(a.store.release({epoch: 2, rev: 0, active: 'A'}));
      await refused(a.store.release({epoch: 1, rev: 0, active: 'B'}));
      expect(await a.store.release({epoch: 1, rev: 0, active: 'A'})).toBe(true);
      expect(await row()).toMatchObject({epoch: 1, rev: 1, active: 'A', released: true});
    });

    test('of many that acquire at once exactly one succeeds', async () => {
      for (let epoch = 0; epoch < 10; epoch++) {
        const attempts = Array.from({length: 8}, (_, i) =>
          (i % 2 ? a : b).store.acquireAsOther({epoch, rev: 0, me: `N${i}`, leaseMs: over, isolationMs}),
        );
        const won = (await Promise.all(attempts)).flatMap((done, i) => (done ? [`N${i}`] : []));
        expect(won).toHaveLength(1);
        expect(await row()).toMatchObject({epoch: epoch + 1, rev: 0, active: won[0]});
      }
    });

    test('ids that differ in case or accents are different', async () => {
      await leadWith('passive');
      await refused(b.store.proxy({epoch: 1, active: 'A', keeper: 'PASSIVE', leaseMs: 9e6}));
      await refused(b.store.proxy({epoch: 1, active: 'a', keeper: 'passive', leaseMs: 9e6}));
      await refused(b.store.proxy({epoch: 1, active: 'Á', keeper: 'passive', leaseMs: 9e6}));
    });

    test('members come and go, with properties of any text and an age in database time', async () => {
      const properties = {host: '10.0.0.1', note: 'naïve 😀 "quoted" \\ 漢字', '': ''};
      await a.store.heartbeat({nodeId: 'n1', incarnation: 'i1', properties});
      await b.store.heartbeat({nodeId: 'n2', incarnation: 'i2', properties: {}});
      const members = await b.store.members();
      expect(members.map(({nodeId, incarnation, properties}) => ({nodeId, incarnation, properties}))).toStrictEqual([
        {nodeId: 'n1', incarnation: 'i1', properties},
        {nodeId: 'n2', incarnation: 'i2', properties: {}},
      ]);
      for (const {ageMs} of members) expect(ageMs >= 0 && ageMs < 60_000).toBe(true);
      await a.store.heartbeat({nodeId: 'n1', incarnation: 'i3', properties: {}});
      expect((await b.store.members())[0]).toMatchObject({nodeId: 'n1', incarnation: 'i3', properties: {}});
      await a.store.leave({nodeId: 'n1', incarnation: 'i1'});
      expect(await b.store.members()).toHaveLength(2);
      await a.store.leave({nodeId: 'n1', incarnation: 'i3'});
      expect((await b.store.members()).map((m) => m.nodeId)).toStrictEqual(['n2']);
    });

    test('groups share a database and nothing else', async () => {
      const fence = await lead();
      await a.store.heartbeat({nodeId: 'n1', incarnation: 'i1', properties: {}});
      await a.journal.append(fence, entries(1, 2));
      await a.snapshots.save(fence, cutAt(1));
      const other = await database.open(`${group}-other`);
      try {
        await other.store.prepare();
        expect((await other.store.readLeader()).row.epoch).toBe(0);
        expect(await other.store.members()).toStrictEqual([]);
        expect(await other.journal.read(0, 10)).toStrictEqual([]);
        expect(await other.snapshots.newest()).toBeUndefined();
        expect(await other.store.acquireAsOther({epoch: 0, rev: 0, me: 'A', leaseMs, isolationMs})).toBe(true);
        await other.journal.trim(fence, 10);
        await other.snapshots.prune(fence, 0);
        expect(await a.journal.read(0, 10)).toHaveLength(2);
        expect(await a.snapshots.newestSequence()).toMatchObject({sequence: 1});
      } finally {
        await other.close();
      }
    });

    test('the journal gives back what was appended, in order and in pages', async () => {
      const fence = await lead();
      const all = entries(1, 100);
      expect(await a.journal.append(fence, all.slice(0, 40))).toBe(true);
      expect(await a.journal.append(fence, all.slice(40))).toBe(true);
      expect(await b.journal.read(0, 1000)).toStrictEqual(all);
      expect(await b.journal.read(0, 45)).toStrictEqual(all.slice(0, 45));
      expect(await b.journal.read(45, 10)).toStrictEqual(all.slice(45, 55));
      expect(await b.journal.read(100, 10)).toStrictEqual([]);
      expect(await b.journal.read(0, 0)).toStrictEqual([]);
    });

    test('an empty append tells whether the fence holds', async () => {
      const fence = await lead();
      expect(await a.journal.append(fence, [])).toBe(true);
      expect(await a.journal.append({epoch: 2, active: 'A'}, [])).toBe(false);
    });

    test('payloads of any bytes survive: empty, all values, 5 MB', async () => {
      const fence = await lead();
      const payloads = [
        new Uint8Array(0),
        Uint8Array.from({length: 512}, (_, i) => i),
        new TextEncoder().encode('naïve 😀 \0 漢字'),
        incompressible(5 << 20),
      ];
      const some = payloads.map((payload, i) => ({sequence: i + 1, timestamp: 1.7e12 + i, epoch: 1, payload}));
      for (const entry of some) expect(await a.journal.append(fence, [entry])).toBe(true);
      const back = await b.journal.read(0, 10);
      expect(back.map((e) => Buffer.compare(e.payload, payloads[e.sequence - 1] as Uint8Array))).toStrictEqual([
        0, 0, 0, 0,
      ]);
      expect(back.map(({sequence, timestamp, epoch}) => ({sequence, timestamp, epoch}))).toStrictEqual(
        some.map(({sequence, timestamp, epoch}) => ({sequence, timestamp, epoch})),
      );
    });

    test('appending again changes nothing, however the batches are cut', async () => {
      const fence = await lead();
      const all = entries(1, 20);
      const batches: [number, number][] = [
        [4, 8],
        [4, 8],
        [10, 12],
        [6, 14],
        [0, 5],
        [0, 20],
        [3, 4],
        [0, 20],
      ];
      for (const [from, to] of batches) expect(await a.journal.append(fence, all.slice(from, to))).toBe(true);
      expect(await b.journal.read(0, 100)).toStrictEqual(all);
      expect(await b.journal.read(7, 5)).toStrictEqual(all.slice(7, 12));
    });

    test('a later active journals entries of an earlier epoch', async () => {
      await lead('A', over);
      const queue = entries(1, 3);
      expect(await a.journal.append({epoch: 1, active: 'A'}, queue.slice(0, 1))).toBe(true);
      expect(await b.store.acquireAsOther({epoch: 1, rev: 0, me: 'B', leaseMs, isolationMs})).toBe(true);
      expect(await b.journal.append({epoch: 2, active: 'B'}, [...queue, ...entries(4, 5, 2)])).toBe(true);
      expect((await a.journal.read(0, 9)).map((e) => e.epoch)).toStrictEqual([1, 1, 1, 2, 2]);
    });

    test('another entry under the same number is an error, and nothing of its batch is kept', async () => {
      const fence = await lead();
      expect(await a.journal.append(fence, entries(1, 3))).toBe(true);
      await expect(a.journal.append(fence, entries(3, 6, 2))).rejects.toThrow(/sequence 3/);
      expect(await b.journal.read(0, 100)).toStrictEqual(entries(1, 3));
    });

    test.each<[string, Fence]>([
      ['an earlier epoch', {epoch: 1, active: 'A'}],
      ['a later epoch', {epoch: 3, active: 'B'}],
      ['the epoch of another', {epoch: 2, active: 'A'}],
    ])('%s writes neither journal nor snapshot, and removes nothing', async (_, deposed) => {
      await lead('A', over);
      expect(await b.store.acquireAsOther({epoch: 1, rev: 0, me: 'B', leaseMs, isolationMs})).toBe(true);
      const fence = {epoch: 2, active: 'B'};
      expect(await b.journal.append(fence, entries(1, 5))).toBe(true);
      expect(await b.snapshots.save(fence, cutAt(3))).toBe(true);
      expect(await a.journal.append(deposed, entries(6, 8))).toBe(false);
      expect(await a.journal.append(deposed, entries(1, 5))).toBe(false);
      expect(await a.journal.trim(deposed, 5)).toBe(false);
      expect(await a.snapshots.save(deposed, cutAt(8))).toBe(false);
      await a.snapshots.prune(deposed, 0);
      expect(await b.journal.read(0, 100)).toStrictEqual(entries(1, 5));
      expect(await b.snapshots.newest()).toStrictEqual(cutAt(3));
    });

    test('a trim removes up to its sequence, within a batch too, and may be repeated', async () => {
      const fence = await lead();
      await a.journal.append(fence, entries(1, 10));
      await a.journal.append(fence, entries(11, 20));
      for (const upTo of [0, 5, 5, 3, 10, 15]) {
        expect(await a.journal.trim(fence, upTo)).toBe(true);
        const first = Math.max(upTo, upTo === 3 ? 5 : 0) + 1;
        expect(await b.journal.read(0, 100)).toStrictEqual(entries(first, 20));
      }
      expect(await a.journal.trim(fence, 99)).toBe(true);
      expect(await b.journal.read(0, 100)).toStrictEqual([]);
      expect(await a.journal.append(fence, entries(21, 22))).toBe(true);
      expect(await b.journal.read(0, 100)).toStrictEqual(entries(21, 22));
    });

    test('a snapshot comes back whole: apps of any name, parts of any size', async () => {
      const fence = await lead();
      expect(await b.snapshots.newest()).toBeUndefined();
      expect(await b.snapshots.newestSequence()).toBeUndefined();
      const cut: Cut = {
        sequence: 7,
        timestamp: 1_700_000_000_123,
        epoch: 1,
        parts: [
          {app: '', bytes: new Uint8Array([0, 1, 255])},
          {app: 'Überwachung 😀, a__b', bytes: new Uint8Array(0)},
          {app: `long ${'x'.repeat(400)}`, bytes: new Uint8Array(1 << 20)},
          {app: 'large', bytes: incompressible(5 << 20)},
        ],
      };
      expect(await a.snapshots.save(fence, cut)).toBe(true);
      const back = await b.snapshots.newest();
      expect(back && {...back, parts: back.parts.map((p) => p.app)}).toStrictEqual({
        ...cut,
        parts: cut.parts.map((p) => p.app),
      });
      for (const [i, part] of cut.parts.entries())
        expect(Buffer.compare(back?.parts[i]?.bytes ?? new Uint8Array(1), part.bytes)).toBe(0);
      expect(await b.snapshots.newestSequence()).toStrictEqual({sequence: 7, epoch: 1});
    });

    test('a cut without parts is a cut: the empty machine', async () => {
      const fence = await lead();
      const cut: Cut = {sequence: 0, timestamp: 0, epoch: 1, parts: []};
      expect(await a.snapshots.save(fence, cut)).toBe(true);
      expect(await b.snapshots.newest()).toStrictEqual(cut);
    });

    test('the newest cut is that of the largest sequence', async () => {
      const fence = await lead();
      for (const sequence of [5, 20, 10]) expect(await a.snapshots.save(fence, cutAt(sequence))).toBe(true);
      expect(await b.snapshots.newestSequence()).toStrictEqual({sequence: 20, epoch: 1});
      expect(await b.snapshots.newest()).toStrictEqual(cutAt(20));
    });

    test('a damaged cut is reported and the one before it is used', async () => {
      const fence = await lead();
      for (const sequence of [5, 10, 20]) await a.snapshots.save(fence, cutAt(sequence));
      await database.damage(group, 20, 'two');
      await database.damage(group, 10, 'one');
      const reports: [number, string][] = [];
      expect(await b.snapshots.newest((sequence, reason) => reports.push([sequence, reason]))).toStrictEqual(cutAt(5));
      expect(reports.map(([sequence]) => sequence)).toStrictEqual([20, 10]);
      for (const [, reason] of reports) expect(reason).not.toBe('');
      await database.damage(group, 5, 'one');
      expect(await b.snapshots.newest()).toBeUndefined();
    });

    test('pruning keeps the newest cuts, each with all its apps', async () => {
      const fence = await lead();
      for (const sequence of [1, 2, 3, 4]) await a.snapshots.save(fence, cutAt(sequence));
      await a.snapshots.prune(fence, 2);
      expect(await b.snapshots.newest()).toStrictEqual(cutAt(4));
      await database.damage(group, 4, 'one');
      expect(await b.snapshots.newest()).toStrictEqual(cutAt(3));
      await database.damage(group, 3, 'one');
      expect(await b.snapshots.newest()).toBeUndefined();
    });

    test('an app that is in fewer cuts than others loses none of them to the others', async () => {
      const fence = await lead();
      const lone: Cut = {...cutAt(2), parts: [{app: 'quiet', bytes: new Uint8Array([9])}, ...cutAt(2).parts]};
      await a.snapshots.save(fence, cutAt(1));
      await a.snapshots.save(fence, lone);
      await a.snapshots.save(fence, cutAt(3));
      await a.snapshots.prune(fence, 2);
      await database.damage(group, 3, 'two');
      expect(await b.snapshots.newest()).toStrictEqual(lone);
    });

    test('a cut saved twice, because an answer got lost, counts once', async () => {
      const fence = await lead();
      for (const sequence of [1, 2, 3, 3]) expect(await a.snapshots.save(fence, cutAt(sequence))).toBe(true);
      await a.snapshots.prune(fence, 2);
      await database.damage(group, 3, 'one');
      expect(await b.snapshots.newest()).toStrictEqual(cutAt(2));
    });

    test('a new handle finds everything', async () => {
      const fence = await leadWith();
      await a.journal.append(fence, entries(1, 3));
      await a.snapshots.save(fence, cutAt(2));
      const before = await row();
      await Promise.all([a.close(), b.close()]);
      [a, b] = await Promise.all([database.open(group), database.open(group)]);
      await b.store.prepare();
      expect(await row()).toStrictEqual(before);
      expect(await b.journal.read(0, 10)).toStrictEqual(entries(1, 3));
      expect(await b.snapshots.newest()).toStrictEqual(cutAt(2));
    });

    test('a closed handle rejects instead of hanging', async () => {
      await a.close();
      await expect(a.store.readLeader()).rejects.toThrow();
      await expect(a.journal.read(0, 1)).rejects.toThrow();
      await expect(a.snapshots.newest()).rejects.toThrow();
    });
  });
}

/** Entries `from` to `to`, both included. */
const entries = (from: number, to: number, epoch = 1): Entry[] =>
  Array.from({length: to - from + 1}, (_, i) => ({
    sequence: from + i,
    timestamp: 1_700_000_000_000 + 10 * (from + i),
    epoch,
    payload: Uint8Array.from({length: (from + i) % 5}, (__, k) => from + i + k),
  }));

const cutAt = (sequence: number, epoch = 1): Cut => ({
  sequence,
  timestamp: 1_700_000_000_000 + sequence,
  epoch,
  parts: ['one', 'two'].map((app) => ({app, bytes: new TextEncoder().encode(`${app} at ${sequence} `.repeat(50))})),
});

/** Bytes that no compression makes smaller. */
function incompressible(size: number): Uint8Array {
  const words = new Uint32Array(size >>> 2);
  let x = 2463534242;
  for (let i = 0; i < words.length; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    words[i] = x;
  }
  return new Uint8Array(words.buffer);
}
