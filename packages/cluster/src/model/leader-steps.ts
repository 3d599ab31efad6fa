import type {LeaderRow} from '../ports.ts';
import type {Change, Held, PeerHolds} from '../rules/leader-rules.ts';
import type {RowStatement} from '../rules/row-statements.ts';
import {settled} from './aging.ts';
import {timingsOf} from './bounds.ts';
import {inFlight, steppedDown} from './roles.ts';
import {type Leading, nameOf, type Process, type World} from './state.ts';
import {leads, outcome, type Outcome, type Scope, type Step} from './step.ts';

/** What an active may do at any moment. Production tries some of it at some times; here everything is tried always. */
export function leaderSteps(i: number, scope: Scope): Step[] {
  const {slots, bounds} = scope;
  const me = nameOf(i);
  const steps: Step[] = [
    {name: `${me} changes`, when: leads, slots: [slots.process(i)], run: (p: Process) => changes(p, scope)},
    {
      name: `${me} looks`,
      when: leads,
      slots: [slots.process(i), slots.row],
      run: (p: Process, r: LeaderRow) => looks(p, r, scope),
    },
  ];
  if (!bounds.reduced)
    steps.push({name: `${me} renews`, when: leads, slots: [slots.process(i)], run: (p: Process) => renews(p, scope)});
  if (bounds.entry) {
    steps.push(
      {
        name: `${me} accepts`,
        when: leads,
        slots: [slots.process(i), slots.world],
        run: (p: Process, w: World) => accepts(p, w, scope),
      },
      {
        name: `${me} answers`,
        when: leads,
        slots: [slots.process(i), slots.world],
        run: (p: Process, w: World) => answers(p, w, scope),
      },
    );
    if (!bounds.reduced)
      steps.push({
        name: `${me} journals`,
        when: leads,
        slots: [slots.process(i)],
        run: (p: Process) => journals(p, scope),
      });
  }
  return steps;
}

function renews(p: Process, {bounds}: Scope): Outcome[] {
  const {leading: l} = p;
  if (!l || l.view.stopped || p.touch || inFlight(p) >= bounds.together) return [];
  const statement: RowStatement = {kind: 'renew', epoch: l.view.epoch, active: p.name, leaseMs: bounds.lease};
  return [outcome(`${p.name} sends renew`, {...p, touch: {statement, age: 0, result: 'none', heartbeat: 0}})];
}

/** Changes that need no look at the row first. */
function changes(p: Process, scope: Scope): Outcome[] {
  if (!p.leading || p.change || p.leading.view.unsure || inFlight(p) >= scope.bounds.together) return [];
  return choices(p, p.leading, scope).map((change) => send(p, p.leading as Leading, change, scope));
}

/** Rule 7: a change whose outcome is unknown. */
function looks(p: Process, row: LeaderRow, scope: Scope): Outcome[] {
  const {leading: l} = p;
  if (!l || p.change || !l.view.unsure || inFlight(p) >= scope.bounds.together) return [];
  const resolved = scope.protocol.rules.resolveDoubt(l.view, row);
  switch (resolved.kind) {
    case 'deposed':
    case 'released':
      return [outcome(`${p.name} reads the row: ${resolved.kind}`, steppedDown(p, scope), row)];
    case 'moved':
      return [
        outcome(`${p.name} reads the row: rev ${row.rev}`, {...p, leading: settled({...l, view: resolved.view})}, row),
      ];
    case 'repeat':
      return choices(p, l, scope).map((change) => {
        const sent = send(p, l, change, scope);
        return {label: `${p.name} reads the row, ${sent.label}`, parts: [...sent.parts, row]};
      });
    default:
      return resolved satisfies never;
  }
}

function choices(p: Process, l: Leading, {bounds, protocol}: Scope): Change[] {
  const {rules} = protocol;
  const {view, peer} = l;
  const held: Held = {committed: l.committed ? 1 : 0, durable: l.durable ? 1 : 0};
  const holds: PeerHolds = {base: 0, received: peer?.received ? 1 : 0};
  const found: Change[] = [];
  if (view.rev < bounds.revs) {
    const wanted = peer && (view.unsure || view.keeper !== peer.name || peer.inDoubt);
    if (peer && wanted && rules.mayRegister(view, 0, holds, held)) found.push({kind: 'register', keeper: peer.name});
    if ((view.unsure || view.stopped || view.keeper !== null) && rules.maySolo(view, 0, held))
      found.push({kind: 'solo'});
    if (bounds.handover && (!view.stopped || view.unsure)) found.push({kind: 'release'});
  }
  const sure = view.keeper !== p.name && peer !== null && view.keeper === peer.name && (!view.unsure || view.stopped);
  const caughtUp = !l.appended || peer?.received === true;
  if (bounds.handover && sure && caughtUp && peer && view.epoch < bounds.epochs) {
    found.push({kind: 'switchover', to: peer.name});
  }
  return found;
}

function send(p: Process, l: Leading, change: Change, {bounds, protocol}: Scope): Outcome {
  const {epoch, rev} = l.view;
  const to = {epoch, rev, active: p.name};
  const leaseMs = bounds.lease;
  const statement: RowStatement =
    change.kind === 'solo' || change.kind === 'switchover' ? {...change, ...to, leaseMs} : {...change, ...to};
  const leading = settled({...l, view: protocol.rules.changeSent(l.view, change)});
  const about =
    change.kind === 'register' ? ` ${change.keeper}` : change.kind === 'switchover' ? ` to ${change.to}` : '';
  return outcome(`${p.name} sends ${change.kind}${about}`, {
    ...p,
    leading,
    change: {statement, age: 0, result: 'none'},
  });
}

function accepts(p: Process, world: World, {protocol}: Scope): Outcome[] {
  const {leading: l} = p;
  if (!l || world.accepted || l.appended || !protocol.rules.mayAct(l.view, 0)) return [];
  return [outcome(`${p.name} accepts the entry`, {...p, leading: {...l, appended: true}}, {...world, accepted: true})];
}

/** Rule 14. */
function answers(p: Process, world: World, {protocol}: Scope): Outcome[] {
  const {leading: l} = p;
  if (!l || !l.appended || world.answered || !protocol.rules.mayAct(l.view, 0)) return [];
  const committed = protocol.rules.committedUpTo(l.view, 'replica', {
    appended: 1,
    journalled: l.durable ? 1 : 0,
    received: l.peer?.received ? 1 : 0,
    peer: l.peer?.name ?? null,
  });
  if (committed < 1) return [];
  return [outcome(`${p.name} answers the entry`, {...p, leading: {...l, committed: true}}, {...world, answered: true})];
}

function journals(p: Process, {bounds}: Scope): Outcome[] {
  const {leading: l} = p;
  if (!l || !l.appended || l.durable || p.write || inFlight(p) >= bounds.together) return [];
  const statement = {kind: 'journal', epoch: l.view.epoch, active: p.name} as const;
  return [outcome(`${p.name} sends the entry to the journal`, {...p, write: {statement, age: 0, result: 'none'}})];
}

/** Used by replies. */
export function changeOf(s: RowStatement): Change | undefined {
  switch (s.kind) {
    case 'register':
      return {kind: 'register', keeper: s.keeper};
    case 'solo':
      return {kind: 'solo'};
    case 'switchover':
      return {kind: 'switchover', to: s.to};
    case 'release':
      return {kind: 'release'};
    default:
      return undefined;
  }
}

export function afterChange(p: Process, l: Leading, change: Change, age: number, scope: Scope): Process {
  if (change.kind === 'switchover' || change.kind === 'release') return steppedDown(p, scope);
  const view = scope.protocol.rules.changeDone(l.view, change, -age, timingsOf(scope.bounds));
  return {...p, leading: settled({...l, view})};
}
