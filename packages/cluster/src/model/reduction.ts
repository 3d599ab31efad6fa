import type {LeaderRow} from '../ports.ts';
import {applyToRow, type RowStatement} from '../rules/row-statements.ts';
import {protocolRules} from '../rules/rules.ts';
import {settled} from './aging.ts';
import {type Protocol, timingsOf} from './bounds.ts';
import {inFlight} from './roles.ts';
import {nameOf, type Part, type Process, type World} from './state.ts';
import {leads, outcome, type Outcome, type Scope, type Step} from './step.ts';

/**
 * Fewer states for the same answer about S1, S2 and S3. A state covers another
 * if it is equal but for longer lease and contact views, knowledge that the
 * entry is durable, and processes that lead where the other's are over: what
 * the other may do it may do too, and comes to a state that covers again, since
 * the rules ask of these only that they suffice, and a leader may take no step
 * ever. So a step may be left out where another one leads to what covers it:
 *
 * - A renewal is sent, applied and answered at once: sent earlier, or answered
 *   later, it grants the same row and shorter views.
 * - So is a write of the journal: not to know that it is durable allows nothing
 *   but to write again.
 * - A leader never steps down: one that is over covers nothing.
 *
 * Each step that is left is a sequence of unreduced ones, so what is found is
 * real. `reduction.test.ts` compares both, state by state.
 */
export function reducedSteps(i: number, scope: Scope): Step[] {
  const {slots, bounds} = scope;
  const me = nameOf(i);
  const renewal: Step = {
    name: `${me} renews`,
    when: leads,
    slots: [slots.process(i), slots.row],
    run: (p: Process, row: LeaderRow) => renewed(p, row, scope),
  };
  const write: Step = {
    name: `${me} journals`,
    when: leads,
    slots: [slots.process(i), slots.row, slots.world],
    run: (p: Process, row: LeaderRow, world: World) => journalled(p, row, world, scope),
  };
  return bounds.entry ? [renewal, write] : [renewal];
}

/** The rules on which the above rests are in place. */
export function mayReduce({rules}: Protocol): boolean {
  const {leaseGranted, mayAct, newLeader, incarnationName} = rules;
  return (
    leaseGranted === protocolRules.leaseGranted &&
    mayAct === protocolRules.mayAct &&
    newLeader === protocolRules.newLeader &&
    incarnationName === protocolRules.incarnationName
  );
}

/** A process that is over: what leads there is covered by what does not. */
export const isOver = (part: Part): boolean =>
  'following' in part && 'leading' in part && part.following === null && part.leading === null;

function renewed(p: Process, row: LeaderRow, {bounds, protocol}: Scope): Outcome[] {
  const {leading: l} = p;
  // With room for several statements a renewal may have been on its way when the hand-over was sent.
  if (!l || (l.view.stopped && bounds.together === 1) || inFlight(p) >= bounds.together) return [];
  const statement: RowStatement = {kind: 'renew', epoch: l.view.epoch, active: p.name, leaseMs: bounds.lease};
  const after = applyToRow(row, statement, 0, protocol.flaws);
  if (!after) return [];
  const view = protocol.rules.leaseGranted(l.view, 0, timingsOf(bounds));
  return [outcome(`${p.name} renews`, {...p, leading: settled({...l, view})}, after)];
}

function journalled(p: Process, row: LeaderRow, world: World, {bounds}: Scope): Outcome[] {
  const {leading: l} = p;
  // One that was given up may be applied beside anything.
  if (!l || !l.appended || l.durable || (inFlight(p) >= bounds.together && bounds.late === 0)) return [];
  if (row.epoch !== l.view.epoch || row.active !== p.name) return [];
  const label = `${p.name} writes the entry to the journal`;
  return [outcome(label, {...p, leading: {...l, durable: true}}, row, {...world, journalled: true})];
}
