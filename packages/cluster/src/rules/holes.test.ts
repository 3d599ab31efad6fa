import {expect, test} from 'vitest';
import {defaultTimings as t} from '../timings.ts';
import {changeDone, changeSent, committedUpTo, mayRegister, maySolo, resolveDoubt} from './leader-rules.ts';
import {attemptLost, attemptRefused, attemptSent, hear, mayProxy, newFollower, observe} from './promise-rules.ts';
import {chooseTakeover} from './takeover-rules.ts';
import {allViewsLost, asksPromiseOf, contactByProxy, leaseGranted, mayAct, newLeader, promiseGranted} from './views.ts';

/** A in epoch 1 with keeper P, lease and promise counted from 0. */
const leading = (keeper: string | null = 'P') => newLeader({me: 'A', epoch: 1, rev: 1, keeper, sent: 0}, t);
const row = (over: object = {}) => ({
  epoch: 1,
  rev: 1,
  active: 'A',
  keeper: 'P' as string | null,
  leaseUntil: 0,
  released: false,
  ...over,
});
const beat = (over: object = {}) => ({epoch: 1, rev: 1, asks: true, ...over});

test('hole 1: from sending a solo on, a promise of the old keeper counts for nothing', () => {
  const sent = changeSent(promiseGranted(leading(), 'P', 100, t), {kind: 'solo'});
  expect(sent.promiseView).toBe(Number.NEGATIVE_INFINITY);
  const later = promiseGranted(sent, 'P', 5000, t);
  expect(mayAct(later, 5100)).toBe(false);
  expect(asksPromiseOf(later, 'P')).toBe(false);
});

test('hole 2: a change seen to succeed raises the rev, so that an abandoned one finds another', () => {
  const solo = changeSent(leading(), {kind: 'solo'});
  const moved = changeDone(changeSent(solo, {kind: 'register', keeper: 'C'}), {kind: 'register', keeper: 'C'}, 10, t);
  expect(moved).toMatchObject({rev: solo.rev + 1, keeper: 'C', unsure: false});
});

test('hole 3: after a lost reply a refusal proves nothing; a larger rev ends the doubt', () => {
  let p = attemptLost(attemptSent(newFollower('P'), 1, 1), 1, 1);
  p = attemptRefused(attemptSent(p, 1, 1), 1, 1);
  expect(hear(p, beat(), 0, t).promised).toBe(false);
  expect(observe(p, 1, 1).attempt).not.toBeNull();
  expect(hear(p, beat({rev: 2}), 0, t).promised).toBe(true);
  expect(observe(p, 2, 0).attempt).toBeNull();
});

test('a refusal ends an attempt of which no reply was lost', () => {
  expect(attemptRefused(attemptSent(newFollower('P'), 1, 1), 1, 1).attempt).toBeNull();
});

test('hole 4: contact with the row counts from when the renewal was sent', () => {
  const v = leaseGranted(leading(), 1000, t);
  expect(v.contactView).toBe(1000 + t.isolation - t.margin);
  expect(mayAct({...v, promiseView: Number.POSITIVE_INFINITY}, v.contactView)).toBe(false);
});

test('hole 5: contact through the keeper counts from the heartbeat it knew before, and extends no lease', () => {
  const v = contactByProxy(leading(), 7000, t);
  expect(v.contactView).toBe(7000 + t.isolation - t.margin);
  expect(v.leaseView).toBe(leading().leaseView);
});

test.each([{kind: 'release'} as const, {kind: 'switchover', to: 'P'} as const])(
  'hole 6: after a $kind no acting, lost reply or not, until a solo is seen',
  (change) => {
    const stopped = changeSent(leading(), change);
    expect(mayAct(stopped, 1)).toBe(false);
    expect(mayAct(leaseGranted(stopped, 500, t), 501)).toBe(false);
    const back = changeDone(changeSent(stopped, {kind: 'solo'}), {kind: 'solo'}, 600, t);
    expect(mayAct(back, 601)).toBe(true);
  },
);

test('hole 7: no solo before everything answered is in the database', () => {
  const over = leading();
  expect(maySolo(over, 0, {committed: 10, durable: 9})).toBe(false);
  expect(maySolo(over, 0, {committed: 10, durable: 10})).toBe(true);
  expect(maySolo(promiseGranted(over, 'P', 0, t), 1, {committed: 10, durable: 10})).toBe(false);
});

test('hole 8: a released row with a keeper is for the keeper alone', () => {
  const reading = {row: row({released: true}), now: -1000};
  expect(chooseTakeover(newFollower('C'), reading, 0, undefined, t).kind).toBe('wait');
  expect(chooseTakeover(newFollower('P'), reading, 0, 1, t).kind).toBe('keeper');
  expect(
    chooseTakeover(newFollower('C'), {...reading, row: row({released: true, keeper: null})}, 0, undefined, t),
  ).toMatchObject({kind: 'other', possibleLoss: false});
});

test('hole 9: who took over is its own keeper, counts no promises, and nobody else gets in', () => {
  const v = newLeader({me: 'P', epoch: 2, rev: 0, keeper: 'P', sent: undefined}, t);
  expect(mayAct(promiseGranted({...v, contactView: 1e9}, 'P', 0, t), 1)).toBe(false);
  const reading = {row: row({epoch: 2, active: 'P', keeper: 'P'}), now: 5000};
  expect(chooseTakeover(newFollower('C'), reading, 0, undefined, t).kind).toBe('wait');
});

test('hole 10: only the keeper touches the row for the active, and only while it promises', () => {
  const cannot = {epoch: 1, keeperIsYou: true, databaseLost: true};
  const promising = hear(newFollower('P'), beat(), 0, t).view;
  expect(mayProxy(promising, cannot, t.promise - 1)).toBe(true);
  expect(mayProxy(promising, cannot, t.promise)).toBe(false);
  expect(mayProxy(promising, {...cannot, keeperIsYou: false}, 1)).toBe(false);
  expect(mayProxy(promising, {...cannot, databaseLost: false}, 1)).toBe(false);
});

test('hole 11: an active that is not sure of its keeper does not ask, and nobody promises unasked', () => {
  const unsure = changeSent(leading(null), {kind: 'register', keeper: 'P'});
  const asks = asksPromiseOf(unsure, 'P');
  expect(asks).toBe(false);
  expect(hear(newFollower('P'), beat({asks}), 0, t)).toMatchObject({heard: true, promised: false});
});

test('hole 12: a heartbeat of an epoch below the largest led or seen is not heard', () => {
  expect(hear({...newFollower('P'), led: 2}, beat(), 0, t)).toMatchObject({heard: false, promised: false});
  expect(hear(newFollower('P', 2), beat(), 0, t)).toMatchObject({heard: false, promised: false});
});

test('rule 1: lease or promise of the sure keeper, never without contact', () => {
  const v = leading();
  expect(mayAct(v, t.lease - t.margin - 1)).toBe(true);
  expect(mayAct(v, t.lease - t.margin)).toBe(false);
  const promised = promiseGranted(v, 'P', 3000, t);
  expect(mayAct(promised, 3000 + t.promise - t.margin - 1)).toBe(true);
  expect(mayAct(promised, 3000 + t.promise - t.margin)).toBe(false);
  expect(mayAct(promiseGranted(v, 'C', 3000, t), 3001)).toBe(false);
});

test('rule 5: no registering while the old keeper may count on its promise, or of one that lacks something', () => {
  const promised = promiseGranted(leading(), 'P', 0, t);
  const held = {committed: 10, durable: 4};
  expect(mayRegister(promised, 1, {base: 4, received: 10}, held)).toBe(false);
  expect(mayRegister(leading(), 1, {base: 4, received: 10}, held)).toBe(true);
  expect(mayRegister(leading(), 1, {base: 5, received: 10}, held)).toBe(false);
  expect(mayRegister(leading(), 1, {base: 4, received: 9}, held)).toBe(false);
});

test.each([
  {what: 'a later epoch', seen: row({epoch: 2, active: 'P'}), kind: 'deposed'},
  {what: 'a release', seen: row({released: true, rev: 2}), kind: 'released'},
  {what: 'a larger rev', seen: row({rev: 2, keeper: 'C'}), kind: 'moved'},
  {what: 'the same rev', seen: row(), kind: 'repeat'},
  {what: 'an older epoch', seen: row({epoch: 0}), kind: 'repeat'},
])('rule 7: in doubt, $what in the row means $kind', ({seen, kind}) => {
  expect(resolveDoubt(changeSent(leading(), {kind: 'solo'}), seen).kind).toBe(kind);
});

test.each([
  {what: 'promise not over', f: hear(newFollower('P'), beat(), 0, t).view, now: 5000, want: 'wait'},
  {what: 'lease not over', f: newFollower('P'), now: -1, want: 'wait'},
  {what: 'both over', f: newFollower('P'), now: 1, want: 'keeper'},
  {what: 'not the keeper', f: newFollower('C'), now: 1, want: 'wait'},
  {what: 'not the keeper, isolation over', f: newFollower('C'), now: t.isolation + 1, want: 'other'},
  {what: 'a row older than one that was seen', f: newFollower('P', 2), now: 1, want: 'wait'},
])('rules 9 and 10: $what: $want', ({f, now, want}) => {
  const choice = chooseTakeover(f, {row: row(), now}, 0, 1, t);
  expect(choice.kind).toBe(want);
  if (choice.kind === 'other') expect(choice.possibleLoss).toBe(true);
});

test('a keeper whose queue is of another epoch does not use the keeper clause', () => {
  expect(chooseTakeover(newFollower('P'), {row: row(), now: 1}, 0, 0, t).kind).toBe('wait');
});

test('rule 12: what was only read gives no permission before a renewal', () => {
  const choice = chooseTakeover(newFollower('A'), {row: row(), now: 0}, 0, undefined, t);
  expect(choice).toMatchObject({kind: 'become', epoch: 1, keeper: 'P'});
  const v = newLeader({me: 'A', epoch: 1, rev: 1, keeper: null, sent: undefined}, t);
  expect(mayAct(v, 0)).toBe(false);
  expect(mayAct(leaseGranted(v, 0, t), 1)).toBe(true);
});

test.each([
  {what: 'the sure keeper acknowledged', v: leading(), peer: 'P', want: 9},
  {what: 'a change is in flight', v: changeSent(leading(), {kind: 'solo'}), peer: 'P', want: 5},
  {what: 'another acknowledged', v: leading(), peer: 'C', want: 5},
  {what: 'it is its own keeper', v: leading('A'), peer: 'A', want: 5},
])('rule 14: committed when $what', ({v, peer, want}) => {
  const evidence = {appended: 20, journalled: 5, received: 9, peer};
  expect(committedUpTo(v, 'replica', evidence)).toBe(want);
  expect(committedUpTo(v, 'database', evidence)).toBe(5);
  expect(committedUpTo(v, 'none', evidence)).toBe(20);
});

test('after a standstill nothing that was sent before it counts', () => {
  const lost = allViewsLost(promiseGranted(leading(), 'P', 0, t), 900);
  expect(mayAct(lost, 901)).toBe(false);
  expect(mayAct(leaseGranted(lost, 899, t), 901)).toBe(false);
  expect(mayAct(leaseGranted(lost, 900, t), 901)).toBe(true);
});
