import type {LeaderRow} from '../ports.ts';
import type {RowStatement} from '../rules/row-statements.ts';
import type {JournalWrite, Late, Leading, Mail, Message, Process, Sent} from './state.ts';
import {protocolRules} from '../rules/rules.ts';
import {type Bounds, type Protocol, timingsOf} from './bounds.ts';
import type {Scope} from './step.ts';

/**
 * States that differ only in what nothing will ever look at are one state.
 * Each function keeps what may still matter, and says why the rest does not.
 */
export function processOf(p: Process, row: LeaderRow, scope: Scope): Process {
  const over = !p.following && !p.leading;
  const settle = <S extends Sent>(s: S | null): S | null => {
    if (!s) return s;
    const dead = isDead(s.statement, row, scope);
    if (over && (dead || s.result !== 'none')) return null;
    // A statement that can only be refused is as good as refused.
    const result = dead && s.result === 'none' ? 'refused' : s.result;
    return {...s, result, age: result === 'refused' || !earns(s.statement) ? 0 : s.age};
  };
  const touch = settle(p.touch);
  const {following: f} = p;
  return {
    ...p,
    // What was seen of the row's rev is compared with nothing but an attempt, at the moment when it is seen.
    following: f && f.view.rev !== 0 ? {...f, view: {...f.view, rev: 0}} : f,
    change: settle(p.change),
    touch: touch && touch.statement.kind !== 'proxy' ? {...touch, heartbeat: 0} : touch,
    write: settle(p.write),
  };
}

/** Whether a reply counts from when the statement was sent. */
const earns = (s: RowStatement | JournalWrite): boolean =>
  s.kind === 'renew' || s.kind === 'solo' || s.kind === 'acquireAsKeeper' || s.kind === 'acquireAsOther';

/** An active that is over gets no acknowledgement that counts; what grants nothing has no age, and what tells nothing new is not there. */
export function mailOf(p: Process, mail: Mail, {bounds, protocol}: Scope): Mail {
  const {leading: l} = p;
  if (!l) return [];
  const room = bounds.mail > 1;
  return mail
    .filter((m) => m.epoch === l.view.epoch)
    .map((m) => (countsFromSending(protocol) ? timed(m, l, bounds) : m))
    .filter((m) => room || m.kind !== 'ack' || tellsNew(m, l));
}

const countsFromSending = ({rules}: Protocol): boolean =>
  rules.promiseGranted === protocolRules.promiseGranted && rules.contactByProxy === protocolRules.contactByProxy;

/** What is granted counts from when the heartbeat was sent: after so many ticks it earns no permission any more. */
function timed(m: Message, l: Leading, b: Bounds): Message {
  if (m.kind === 'heartbeat') {
    const earns = Math.max(m.asks ? b.promise - b.margin : 0, b.proxy && m.keeperIsYou ? b.isolation - b.margin : 0);
    return {...m, keeperIsYou: b.proxy && m.keeperIsYou, age: Math.min(m.age, Math.max(earns, 0))};
  }
  const promised = m.promised && m.age < b.promise - b.margin;
  // Contact is never taken back, so what is no longer than the one at hand never will be.
  const longer = m.proxied !== null && b.isolation - b.margin - m.proxied > Math.max(l.view.contactView, 0);
  return {...m, promised, age: promised ? m.age : 0, proxied: longer ? m.proxied : null};
}

/** With room for one message only, what is known of the peer stays so until another message is in its place. */
function tellsNew(m: Extract<Message, {kind: 'ack'}>, {peer}: Leading): boolean {
  if (m.promised || m.proxied !== null || peer?.name !== m.from) return true;
  return peer.inDoubt !== m.inDoubt || (m.received && !peer.received);
}

/** A heartbeat that its receiver ignores now it ignores for ever: epochs never fall. */
export function mailTo(q: Process, mail: Mail, {bounds, protocol}: Scope): Mail {
  const ignored = (m: Message): boolean => {
    if (m.kind !== 'heartbeat' || m.to !== q.name) return false;
    if (q.following) return !protocol.rules.hear(q.following.view, m, 0, timingsOf(bounds)).heard;
    return !q.leading || bounds.reduced || m.epoch <= q.leading.view.epoch;
  };
  return mail.some(ignored) ? mail.filter((m) => !ignored(m)) : mail;
}

export function lateOf(late: Late, row: LeaderRow, scope: Scope): Late {
  return late.some((s) => isDead(s, row, scope)) ? late.filter((s) => !isDead(s, row, scope)) : late;
}

/** Whether a statement can only be refused from here on: epochs never fall, and within one neither does rev. */
function isDead(s: RowStatement | JournalWrite, row: LeaderRow, {protocol}: Scope): boolean {
  if (s.epoch !== row.epoch) return s.epoch < row.epoch;
  return 'rev' in s && s.rev < row.rev && !protocol.flaws.noRev;
}

/**
 * A leader of an epoch that is past, without permission and with nothing on its
 * way that could grant it any: it is as good as over, once no follower is left
 * that would hear it.
 */
export function isSpent({leading: l, change, touch, write}: Process, row: LeaderRow, {protocol}: Scope): boolean {
  if (!l || row.epoch <= l.view.epoch || touch || write) return false;
  if (change && change.result !== 'refused' && (change.result === 'none' || earns(change.statement))) return false;
  const {leaseView, promiseView} = l.view;
  return leaseView <= 0 && promiseView <= 0 && !protocol.rules.mayAct(l.view, 0);
}
export const grantsNothing = (mail: Mail): boolean =>
  mail.every((m) => m.kind === 'ack' && !m.promised && m.proxied === null);
export const overProcess = (name: string): Process => ({
  name,
  following: null,
  leading: null,
  change: null,
  touch: null,
  write: null,
});
