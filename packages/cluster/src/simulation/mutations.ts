import {protocolRules, type Rules} from '../rules/rules.ts';
import type {DatabaseFlaws} from './sim-database.ts';

/** One rule broken on purpose. */
export type Mutation = {
  name: string;
  rules?: Partial<Rules>;
  flaws?: DatabaseFlaws;
  /** A seed at or shortly before one that notices. */
  from: number;
  /** Kinds of faults that lead there; all kinds by default. */
  faults?: readonly string[];
};

const never = Number.NEGATIVE_INFINITY;

/**
 * Each is a mistake that somebody could make; the simulator has to notice
 * every one. Those that need a longer chain of exact steps than random faults
 * find have a schedule that leads there.
 */
export const mutations: readonly Mutation[] = [
  {
    name: 'promises count while a change of the keeper is on its way',
    from: 108,
    faults: ['stall', 'databasePath'],
    rules: {
      asksPromiseOf: (v, peer) => v.keeper === peer && !v.stopped,
      mayAct: (v, now) => !v.stopped && v.contactView > now && (v.leaseView > now || v.promiseView > now),
      promiseGranted: (v, from, sent, t) =>
        v.keeper === from ? {...v, promiseView: Math.max(v.promiseView, sent + t.promise - t.margin)} : v,
      changeSent: (v, change) => ({...protocolRules.changeSent(v, change), promiseView: v.promiseView}),
      maySolo: (_v, _now, held) => held.durable >= held.committed,
    },
  },
  {
    name: 'writes of a deposed active are not fenced',
    from: 1,
    faults: ['freeze', 'database', 'databasePath', 'switchover'],
    flaws: {noFence: true},
  },
  {
    name: 'anyone may acquire although the row names a keeper',
    from: 19,
    flaws: {noKeeperBound: true},
    rules: {
      chooseTakeover: (f, reading, now, queue, t) => {
        const choice = protocolRules.chooseTakeover(f, reading, now, queue, t);
        const {row} = reading;
        const over = row.leaseUntil < reading.now || row.released;
        return choice.kind === 'wait' && f.promiseUntil < now && over && row.active !== f.me
          ? {kind: 'other', epoch: row.epoch, rev: row.rev, possibleLoss: false}
          : choice;
      },
    },
  },
  {
    name: 'the lease counts from about when the reply came, without a margin',
    from: 14,
    rules: {
      leaseGranted: (v, sent, t) => ({
        ...v,
        leaseView: Math.max(v.leaseView, sent + t.lease + t.statementTimeout),
        contactView: Math.max(v.contactView, sent + t.isolation),
      }),
    },
  },
  {
    name: 'a promise counts for longer than it was given',
    from: 46,
    rules: {
      promiseGranted: (v, from, sent, t) => {
        const view = protocolRules.promiseGranted(v, from, sent, t);
        return view === v ? v : {...view, promiseView: Math.max(v.promiseView, sent + t.promise + 2 * t.margin)};
      },
    },
  },
  {
    name: 'a keeper takes over in spite of its promise',
    from: 234,
    rules: {chooseTakeover: (f, ...rest) => protocolRules.chooseTakeover({...f, promiseUntil: never}, ...rest)},
  },
  {
    name: 'alone before the journal table holds what was answered',
    from: 155,
    faults: ['cut', 'crash', 'databasePath', 'stall', 'stray'],
    rules: {maySolo: (v, now) => v.promiseView <= now},
  },
  {name: 'trim before the snapshot is durable', from: 11, rules: {markOf: (_durable, cut) => cut}},
  {name: 'answer before the entry is committed', from: 2, rules: {committedUpTo: (_v, _d, e) => e.appended}},
  {
    name: 'acting again after a hand-over whose reply was lost',
    from: 140,
    faults: ['switchover', 'databasePath', 'stop'],
    rules: {changeSent: (v, change) => ({...protocolRules.changeSent(v, change), stopped: false})},
  },
  {
    name: 'promises although an acquire may still be applied',
    from: 1,
    faults: ['refusedSecondAttempt'],
    rules: {
      hear: (f, heartbeat, now, t) => {
        const heard = protocolRules.hear({...f, attempt: null}, heartbeat, now, t);
        return {...heard, view: {...heard.view, attempt: f.attempt}};
      },
    },
  },
  {
    name: 'an abandoned change counts although a newer one was seen to succeed (no rev)',
    from: 1,
    faults: ['lateSolo'],
    flaws: {noRev: true},
  },
  {
    name: 'a refusal ends an attempt of which a reply was lost',
    from: 1,
    faults: ['refusedSecondAttempt'],
    rules: {attemptRefused: (f) => ({...f, attempt: null})},
  },
  {
    name: 'a passive is registered before it has everything',
    from: 1,
    faults: ['slowJoin'],
    rules: {
      mayRegister: (v, now) => !v.stopped && (v.keeper === null || v.keeper === v.me || v.promiseView <= now),
    },
  },
  {
    name: 'an acknowledgement of a peer that is not the keeper commits',
    from: 1,
    faults: ['unregisteredPeer'],
    rules: {committedUpTo: (_v, d, e) => (d === 'database' ? e.journalled : Math.max(e.journalled, e.received))},
  },
  {
    // Either alone does no harm: a new name is not the one that was registered, and an old epoch is not heard.
    name: 'an old epoch is heard, by a process that goes on under the name that it had',
    from: 1,
    faults: ['frozenPredecessor'],
    rules: {
      incarnationName: (first) => first,
      hear: (f, heartbeat, now, t) => {
        const {epoch, rev, led} = f;
        const heard = protocolRules.hear({...f, epoch: Math.min(epoch, heartbeat.epoch), led: 0}, heartbeat, now, t);
        return {...heard, view: {...heard.view, epoch, rev, led}};
      },
    },
  },
  {
    name: 'a hot passive keeps its state when another active begins',
    from: 27,
    faults: ['aheadOfHistory'],
    rules: {mayFollow: (machine, queue) => machine.applied >= queue.base},
  },
  {
    name: 'a hot passive goes on over a gap in its queue',
    from: 170,
    rules: {mayFollow: (machine, queue) => machine.epoch === queue.epoch},
  },
  {
    name: 'a takeover goes on from the state at hand although something is missing in between',
    from: 310,
    rules: {mayGoOn: () => true},
  },
  {
    name: 'a hot passive saves its copy before the active says that nobody needs the entries any more',
    from: 195,
    rules: {maySaveCut: () => true},
  },
];
