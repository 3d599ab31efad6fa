import {settled} from './aging.ts';
import {timingsOf} from './bounds.ts';
import {inFlight, steppedDown} from './roles.ts';
import {type Following, type Mail, type Message, nameOf, type Process} from './state.ts';
import {follows, leads, outcome, type Outcome, type Scope, type Step} from './step.ts';

type Heartbeat = Extract<Message, {kind: 'heartbeat'}>;
type Ack = Extract<Message, {kind: 'ack'}>;

/** Heartbeats of incarnation `i`, with the entry in them; what others make of them; their acknowledgements. Any may be lost. */
export function mailSteps(i: number, scope: Scope): Step[] {
  const {bounds, slots} = scope;
  const linked = Math.min(bounds.incarnations, bounds.linked);
  if (i >= linked) return [];
  const steps: Step[] = [
    {
      name: `${nameOf(i)} acknowledged`,
      slots: [slots.process(i), slots.mail(i)],
      run: (p: Process, mail: Mail) => mail.flatMap((m, k) => (m.kind === 'ack' ? [acked(p, mail, m, k, scope)] : [])),
    },
  ];
  for (let j = 0; j < linked; j++) {
    if (j === i) continue;
    steps.push(
      {
        name: `${nameOf(i)} beats ${nameOf(j)}`,
        when: leads,
        slots: [slots.process(i), slots.mail(i)],
        run: (p: Process, mail: Mail) => beats(p, mail, nameOf(j), scope),
      },
      {
        name: `${nameOf(j)} hears ${nameOf(i)}`,
        // In a reduced search no leader steps down.
        when: bounds.reduced ? follows : undefined,
        slots: [slots.process(j), slots.mail(i)],
        run: (q: Process, mail: Mail) =>
          mail.flatMap((m, k) => (m.kind === 'heartbeat' && m.to === q.name ? hears(q, mail, m, k, i, scope) : [])),
      },
    );
  }
  return steps;
}

/** When there is no room, the oldest is lost. */
function beats(p: Process, mail: Mail, to: string, {bounds, protocol}: Scope): Outcome[] {
  const {leading: l} = p;
  if (!l) return [];
  const message: Heartbeat = {
    kind: 'heartbeat',
    to,
    age: 0,
    epoch: l.view.epoch,
    rev: l.view.rev,
    asks: protocol.rules.asksPromiseOf(l.view, to),
    keeperIsYou: l.view.keeper === to || l.view.unsure,
    holds: l.appended,
  };
  return [outcome(`${p.name} sends a heartbeat to ${to}`, p, [...mail.slice(1 - bounds.mail || mail.length), message])];
}

function hears(q: Process, mail: Mail, m: Heartbeat, at: number, from: number, scope: Scope): Outcome[] {
  const {bounds, protocol} = scope;
  const t = timingsOf(bounds);
  const label = `${q.name} hears ${nameOf(from)}`;
  if (q.leading) {
    if (m.epoch <= q.leading.view.epoch) return [];
    return [outcome(`${label}: a later epoch`, steppedDown(q, scope), mail.toSpliced(at, 1))];
  }
  const f = q.following;
  if (!f) return [];
  const {view, heard, promised} = protocol.rules.hear(f.view, m, 0, t);
  if (!heard) return [];
  const queue = f.queue.epoch === m.epoch ? f.queue : {epoch: m.epoch, holds: false};
  const proxied = f.proxied?.active === nameOf(from) ? f.proxied : null;
  const following: Following = {view, queue: {...queue, holds: queue.holds || m.holds}, proxied};
  const ack: Ack = {
    kind: 'ack',
    from: q.name,
    age: m.age,
    epoch: m.epoch,
    promised,
    inDoubt: view.attempt !== null,
    received: following.queue.holds,
    proxied: proxied?.age ?? null,
  };
  const after = mail.with(at, ack);
  const found = [outcome(promised ? `${label} and promises` : label, {...q, following}, after)];
  const free = q.touch === null && inFlight(q) < bounds.together;
  if (bounds.proxy && free && protocol.rules.mayProxy(view, {...m, databaseLost: true}, 0)) {
    const statement = {
      kind: 'proxy',
      epoch: m.epoch,
      active: nameOf(from),
      keeper: q.name,
      leaseMs: bounds.lease,
    } as const;
    const touch = {statement, age: 0, result: 'none', heartbeat: m.age} as const;
    found.push(outcome(`${label} and touches the row for it`, {...q, following, touch}, after));
  }
  return found;
}

function acked(p: Process, mail: Mail, m: Ack, at: number, {bounds, protocol}: Scope): Outcome {
  const rest = mail.toSpliced(at, 1);
  const label = `${p.name} gets the acknowledgement of ${m.from}`;
  const {leading: l} = p;
  if (!l || m.epoch !== l.view.epoch) return outcome(label, p, rest);
  const {rules} = protocol;
  const t = timingsOf(bounds);
  let {view} = l;
  if (m.promised) view = rules.promiseGranted(view, m.from, -m.age, t);
  if (m.proxied !== null) view = rules.contactByProxy(view, -m.proxied, t);
  const known = l.peer?.name === m.from && l.peer.received;
  const peer = {name: m.from, received: known || m.received, inDoubt: m.inDoubt};
  return outcome(label, {...p, leading: settled({...l, view, peer})}, rest);
}
