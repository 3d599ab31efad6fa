import type {LeaderRow} from '../ports.ts';
import type {Bounds} from './bounds.ts';
import {type Following, type Leading, type Mail, type Message, never, type Process, type Sent} from './state.ts';

/** From this age on nothing that was sent can earn anything more. */
const oldest = (b: Bounds): number => Math.max(b.lease, b.promise, b.isolation) - Math.min(b.margin, 0);

export function rowAfterTick(row: LeaderRow, b: Bounds): LeaderRow {
  return {...row, leaseUntil: Math.max(row.leaseUntil - 1, -b.isolation - 1)};
}

export function processAfterTick(p: Process, b: Bounds): Process {
  const older = <S extends Sent>(s: S): S => ({...s, age: s.result === 'refused' ? 0 : Math.min(s.age + 1, oldest(b))});
  return {
    ...p,
    following: p.following && followingAfterTick(p.following, b),
    leading: p.leading && settled({...p.leading, view: {...p.leading.view, ...viewsAfterTick(p.leading)}}),
    change: p.change && older(p.change),
    touch: p.touch && {...older(p.touch), heartbeat: Math.min(p.touch.heartbeat + 1, oldest(b))},
    write: p.write && {...p.write, age: 0},
  };
}

export function mailAfterTick(mail: Mail, b: Bounds): Mail {
  return mail.map((m): Message => {
    const age = Math.min(m.age + 1, oldest(b));
    if (m.kind === 'heartbeat' || m.proxied === null) return {...m, age};
    return {...m, age, proxied: m.proxied + 1 >= oldest(b) ? null : m.proxied + 1};
  });
}

/** Views that are over are all alike. */
export function settled(l: Leading): Leading {
  const {leaseView, promiseView, contactView} = l.view;
  const open = (view: number): number => (view > 0 ? view : never);
  return {
    ...l,
    view: {...l.view, leaseView: open(leaseView), promiseView: open(promiseView), contactView: open(contactView)},
  };
}

function viewsAfterTick({view}: Leading): {leaseView: number; promiseView: number; contactView: number} {
  return {leaseView: view.leaseView - 1, promiseView: view.promiseView - 1, contactView: view.contactView - 1};
}

function followingAfterTick(f: Following, b: Bounds): Following {
  const promiseUntil = f.view.promiseUntil - 1;
  const age = f.proxied && f.proxied.age + 1;
  return {
    ...f,
    view: {...f.view, promiseUntil: promiseUntil >= 0 ? promiseUntil : never},
    proxied: f.proxied && age !== null && age < oldest(b) ? {...f.proxied, age} : null,
  };
}
