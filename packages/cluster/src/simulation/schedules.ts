import type {Cluster} from './cluster.ts';
import type {SimNode} from './sim-node.ts';
import {encodeInput} from './toy-machine.ts';

/** A pair in sync: where each schedule starts. */
type Pair = {active: SimNode; passive: SimNode; activeSide: 0 | 1; passiveSide: 0 | 1};
/** Longest schedule, ms; none starts that would reach into the time without faults. */
const longest = 13_000;
const faultsEnd = 25_000;

const running = new WeakSet<Cluster>();

function pairOf(c: Cluster): Pair | undefined {
  const activeSide = c.nodes[0].role === 'active' ? 0 : 1;
  const passiveSide = activeSide === 0 ? 1 : 0;
  const [active, passive] = [c.nodes[activeSide], c.nodes[passiveSide]];
  if (active.role !== 'active' || !active.process.alive || active.process.frozen) return undefined;
  return active.node.status().inSync ? {active, passive, activeSide, passiveSide} : undefined;
}

/** One at a time, from a pair in sync; whatever it did to database and link is undone at its end. */
function schedule(name: string, play: (c: Cluster, pair: Pair) => void): (c: Cluster) => void {
  return (c) => {
    const pair = running.has(c) || c.world.now > faultsEnd - longest ? undefined : pairOf(c);
    if (!pair) return;
    running.add(c);
    c.world.say('!', `schedule ${name} on active ${pair.active.process.name}`);
    play(c, pair);
    c.world.scheduler.after(longest, () => {
      c.world.say('!', `schedule ${name} ends`);
      c.database.tamper = () => undefined;
      c.database.paths.clear();
      c.wire.cut = false;
      for (const side of [0, 1] as const) {
        c.wire.heal(side);
        c.restart(side);
      }
      running.delete(c);
    });
  };
}

/** As soon as `holds`, within `ms`: looks every millisecond. */
function when(c: Cluster, ms: number, holds: () => boolean, then: () => void): void {
  const end = c.world.now + ms;
  const look = (): void => {
    if (holds()) return then();
    if (c.world.now < end) c.world.scheduler.after(1, look);
  };
  look();
}

/** The link is back, and the active can write neither row nor journal table nor snapshot: its peer gets entries that nothing else has. */
function joinsUnwritten(c: Cluster, active: SimNode): void {
  c.database.tamper = (process, statement) =>
    process === active.process.name && ['append', 'register', 'save'].includes(statement) ? {fails: 2} : undefined;
  c.wire.cut = false;
}

/** Chains of exact steps, with the times in between drawn by the seed: each leads to where one rule is needed. */
export const schedules: Record<string, (c: Cluster) => void> = {
  /**
   * The active, cut off from its passive, sends a solo that is applied only
   * seconds later. The link is back, it registers the passive again, loses the
   * database and goes on with promises; then the old solo arrives, and a third
   * process is looking at the row.
   */
  lateSolo: schedule('lateSolo', (c, {active, passive}) => {
    c.addStray();
    const late = c.world.between(3000, 6000);
    let sent = false;
    c.database.tamper = (process, statement) => {
      if (sent || process !== active.process.name || statement !== 'solo') return undefined;
      sent = true;
      return {out: late};
    };
    c.wire.cut = true;
    c.wire.breakNow(20);
    when(
      c,
      5000,
      () => sent,
      () => {
        const {rev} = c.database.row;
        c.wire.cut = false;
        when(
          c,
          3000,
          () => c.database.row.rev > rev && c.database.row.keeper === passive.process.name,
          () => {
            c.world.scheduler.after(c.world.between(10, 300), () =>
              c.database.paths.set(active.process.name, 'refused'),
            );
          },
        );
      },
    );
  }),

  /**
   * The keeper's first acquire gets no reply and is applied while the second
   * is on its way, so the second is refused. At that moment the old active,
   * without a database, is heard again.
   */
  refusedSecondAttempt: schedule('refusedSecondAttempt', (c, {active, passive, activeSide}) => {
    c.wire.stalled[activeSide] = true;
    c.database.paths.set(active.process.name, 'refused');
    const {statementTimeout, heartbeat} = c.group.timings;
    let attempts = 0;
    c.database.tamper = (process, statement) => {
      if (process !== passive.process.name || statement !== 'acquireAsKeeper') return undefined;
      attempts++;
      if (attempts === 1) return {out: statementTimeout + heartbeat + c.world.between(20, 200)};
      if (attempts > 2) return undefined;
      return {
        out: c.world.between(100, 300),
        back: 1,
        done: () => {
          c.world.scheduler.after(c.world.between(2, 40), () => {
            c.wire.heal(activeSide);
            c.world.scheduler.after(c.world.between(5, 60), () => active.process.freeze(2500));
          });
        },
      };
    };
  }),

  /** The passive starts again, the journal table is out of reach, and the link stalls before its new queue has what was answered. */
  slowJoin: schedule('slowJoin', (c, {active, passive, activeSide, passiveSide}) => {
    c.database.tamper = (process, statement) =>
      process === active.process.name && (statement === 'append' || statement === 'save') ? {fails: 2} : undefined;
    for (let i = 1; i <= 300; i++) {
      active.node.submit(encodeInput(`burst${c.world.now}`, i, 1, 0)).catch(() => {});
    }
    c.world.scheduler.after(c.world.between(300, 1500), () => {
      if (passive !== c.nodes[passiveSide]) return;
      c.crash(passiveSide);
      c.restart(passiveSide);
      const again = c.nodes[passiveSide];
      const stalls = (): boolean => again.node.current().follower.queue.received > 0;
      when(c, 1500, stalls, () => {
        c.wire.stalled[activeSide] = true;
        when(
          c,
          3000,
          () => c.database.row.keeper === again.process.name,
          () => c.crash(activeSide),
        );
      });
    });
  }),

  /**
   * Running alone, the active has a peer that holds all entries and that the
   * row does not name; neither the row nor the journal table can be written.
   * Then both are gone for a while, and a third process takes over.
   */
  unregisteredPeer: schedule('unregisteredPeer', (c, {active, passive, activeSide}) => {
    c.addStray();
    c.wire.cut = true;
    c.wire.breakNow(20);
    when(
      c,
      6000,
      () => c.database.row.keeper === null,
      () => {
        joinsUnwritten(c, active);
        const {epoch} = c.database.row;
        when(
          c,
          3000,
          () => passive.node.current().follower.queue.epoch === epoch,
          () =>
            c.world.scheduler.after(c.world.between(50, 900), () => {
              c.crash(activeSide);
              passive.process.freeze(5000);
            }),
        );
      },
    );
  }),

  /**
   * The active is frozen, the passive takes over, runs alone, loses the
   * database for so long that a third process takes over, and steps down. Then
   * the first goes on, without the database and in time for its isolation limit.
   */
  frozenPredecessor: schedule('frozenPredecessor', (c, {active, passive, passiveSide}) => {
    c.group.timings.isolation = 15_000;
    c.addStray();
    c.world.scheduler.after(1200, () => {
      const {epoch} = c.database.row;
      c.database.paths.set(active.process.name, 'refused');
      active.process.freeze(c.world.between(8500, 10_500));
      c.wire.stalled[passiveSide] = true; // what the passive says as active never arrives
      when(
        c,
        6000,
        () => c.database.row.active === passive.process.name && c.database.row.keeper === null,
        () => {
          c.database.paths.set(passive.process.name, 'refused');
          when(
            c,
            6000,
            () => c.database.row.epoch > epoch + 1,
            () => c.database.paths.delete(passive.process.name),
          );
        },
      );
    });
  }),

  /**
   * Running alone, the active sends its newest entries to a peer that the row
   * does not name yet, and is gone before they are in the journal table. Its
   * next process takes over without them and makes others under the same
   * numbers, while the peer, which has applied the first ones, is kept from the
   * row; then that one is gone, too.
   */
  aheadOfHistory: schedule('aheadOfHistory', (c, {active, passive, activeSide}) => {
    const {epoch} = c.database.row;
    c.wire.cut = true;
    c.wire.breakNow(20);
    when(
      c,
      4000,
      () => c.database.row.keeper === null,
      () => {
        joinsUnwritten(c, active);
        const {queue} = passive.node.current().follower;
        const ahead = (): boolean =>
          queue.epoch === epoch && queue.received > Math.max(0, ...c.database.journal.keys()) + 2;
        when(c, 1500, ahead, () =>
          c.world.scheduler.after(c.world.between(5, 200), () => {
            c.crash(activeSide);
            c.database.tamper = (process) => (process === passive.process.name ? {fails: 5} : undefined);
            c.restart(activeSide);
            const again = c.nodes[activeSide];
            when(
              c,
              5000,
              () => again.role === 'active' && again.node.status().sequences.replicated > 0,
              () =>
                c.world.scheduler.after(c.world.between(300, 900), () => {
                  c.database.tamper = () => undefined;
                  when(
                    c,
                    1500,
                    () => c.database.row.keeper === passive.process.name,
                    () => c.crash(activeSide),
                  );
                }),
            );
          }),
        );
      },
    );
  }),

  /** A node that cannot restore any snapshot for a while has to take over, by itself or as the successor. */
  unreadable: schedule('unreadable', (c, {active, passive, activeSide}) => {
    passive.machine.unreadable = true;
    c.world.scheduler.after(c.world.between(6000, 12_000), () => (passive.machine.unreadable = false));
    c.world.scheduler.after(c.world.between(0, 1500), () => {
      if (c.world.chance(0.3)) return active.process.run(() => void active.node.switchover());
      if (active !== c.nodes[activeSide]) return;
      c.crash(activeSide);
      c.world.scheduler.after(c.world.between(50, 6000), () => c.restart(activeSide));
    });
  }),

  /** The newest revision loses a bit, while the one before it is good. Costs nothing where the journal table has every entry. */
  brokenRevision: (c) => {
    const {snapshots, broken} = c.database;
    const newest = [...snapshots].sort((a, b) => a.sequence - b.sequence || a.epoch - b.epoch).at(-1);
    if (!newest || c.group.durability !== 'database' || snapshots.some((cut) => broken.has(cut))) return;
    c.world.say('!', `revision ${newest.sequence} is broken`);
    for (const cut of snapshots) if (cut.sequence === newest.sequence) broken.add(cut);
  },
};
