import {type FollowerView, hear, observe} from '../rules/promise-rules.ts';
import {protocolRules, type Rules} from '../rules/rules.ts';
import {leaseGranted, type LeaderView} from '../rules/views.ts';
import {type Bounds, leastBounds, type Protocol} from './bounds.ts';

/** One rule of the protocol taken out, and bounds within which the search shows what it prevents. */
export type BrokenRule = {
  name: string;
  breaks: string;
  protocol: Protocol;
  bounds: Bounds;
  /** Of so many states one is tried for progress: for rules without which nobody acts any more. */
  progressEvery?: number;
};

const withRules = (over: Partial<Rules>): Protocol => ({rules: {...protocolRules, ...over}, flaws: {}});
const within = (over: Partial<Bounds>): Bounds => ({...leastBounds, ...over});

const safe: Partial<Bounds> = {};

export const brokenRules: readonly BrokenRule[] = [
  {
    name: 'margin',
    breaks: 'views end one tick too late',
    protocol: withRules({}),
    bounds: within({margin: -2}),
  },
  {
    name: 'iso-sent',
    breaks: 'contact with the row counts from the reply, not from when the renewal was sent',
    protocol: withRules({
      leaseGranted: (v, sent, t) => ({...leaseGranted(v, sent, t), contactView: t.isolation - t.margin}),
    }),
    bounds: within({start: 'registered', incarnations: 3, revs: 1, isolation: 1}),
  },
  {
    name: 'proxy-sent',
    breaks: "contact through the keeper counts from when the active hears of it, not from its own heartbeat's sending",
    protocol: withRules({
      contactByProxy: (v, _sent, t) => ({...v, contactView: Math.max(v.contactView, t.isolation - t.margin)}),
    }),
    bounds: within({start: 'registered', incarnations: 3, revs: 1, isolation: 1, proxy: true, late: 0}),
  },
  {
    name: 'rev',
    breaks: 'statements are not conditional on rev',
    protocol: {rules: protocolRules, flaws: {noRev: true}},
    bounds: within(safe),
  },
  {
    name: 'ignore-at-send',
    breaks: 'promises of the old keeper count while a change of the keeper is on its way',
    protocol: withRules({changeSent: (v) => v}),
    bounds: within({start: 'registered', incarnations: 3, revs: 2, late: 0}),
  },
  {
    name: 'doubt',
    breaks: 'a refusal ends an attempt of which an earlier reply was lost',
    protocol: withRules({
      attemptRefused: (f: FollowerView, epoch, rev) =>
        f.attempt?.epoch === epoch && f.attempt.rev === rev ? {...f, attempt: null} : f,
    }),
    bounds: within(safe),
  },
  {
    name: 'stop-stays',
    breaks: 'after a hand-over without a reply the active goes on',
    protocol: withRules({
      changeSent: (v, change): LeaderView => ({...protocolRules.changeSent(v, change), stopped: v.stopped}),
    }),
    bounds: within({handover: true}),
  },
  {
    name: 'backfill',
    breaks: 'the row says "anyone" before everything answered is in the database',
    protocol: withRules({maySolo: (v, now) => v.promiseView <= now}),
    bounds: within({start: 'registered', incarnations: 3, linked: 2, late: 0, isolation: 1, entry: true}),
  },
  {
    name: 'release-bound',
    breaks: 'a released row lets anyone in, although it names a keeper',
    protocol: {
      ...withRules({
        chooseTakeover: (f, reading, now, queue, t) =>
          protocolRules.chooseTakeover(
            f,
            reading.row.released && reading.row.keeper !== f.me
              ? {...reading, row: {...reading.row, keeper: null}}
              : reading,
            now,
            queue,
            t,
          ),
      }),
      flaws: {noKeeperBound: true},
    },
    bounds: within({
      start: 'registered',
      incarnations: 3,
      linked: 2,
      late: 0,
      isolation: 1,
      entry: true,
      handover: true,
    }),
  },
  {
    name: 'keeper',
    breaks: 'whoever takes over names nobody as keeper, although only it holds the queue',
    protocol: {rules: protocolRules, flaws: {noKeeper: true}},
    bounds: within({start: 'registered', incarnations: 3, linked: 2, late: 0, isolation: 1, epochs: 3, entry: true}),
  },
  {
    name: 'old-epoch',
    breaks: 'a process that led a later epoch and stepped down, under the same name, hears an earlier one',
    protocol: withRules({
      hear: (f, heartbeat, now, t) => hear({...f, epoch: 0, led: 0}, heartbeat, now, t),
      incarnationName: (first) => first,
    }),
    bounds: within({handover: true}),
  },
  {
    name: 'sure-keeper',
    breaks: 'an acknowledgement commits while the keeper is not known for certain',
    protocol: withRules({
      committedUpTo: (v, durability, e) => protocolRules.committedUpTo({...v, unsure: false}, durability, e),
    }),
    bounds: within({start: 'registered', incarnations: 3, linked: 2, late: 0, isolation: 1, entry: true}),
  },
  {
    name: 'attempt-forgotten',
    breaks: 'a process promises while an acquire of its own may still be applied',
    protocol: withRules({
      hear: (f, heartbeat, now, t) => hear({...observe(f, 0, 0), attempt: null}, heartbeat, now, t),
    }),
    bounds: within(safe),
  },
  {
    name: 'asked',
    breaks: 'a promise is asked for that cannot be counted, and keeps the keeper from taking over',
    protocol: withRules({
      asksPromiseOf: (v, peer) => protocolRules.asksPromiseOf({...v, keeper: peer, unsure: false}, peer),
    }),
    bounds: within({isolation: 1, revs: 1, late: 0}),
    progressEvery: 10,
  },
  {
    name: 'proxy-bound',
    breaks: 'somebody who is not the keeper touches the row for an active that cannot count on it',
    protocol: {
      ...withRules({mayProxy: () => true}),
      flaws: {noKeeperBound: true},
    },
    bounds: within({isolation: 1, revs: 1, late: 0}),
    progressEvery: 10,
  },
];
