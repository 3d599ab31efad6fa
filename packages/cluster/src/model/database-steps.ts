import type {LeaderRow} from '../ports.ts';
import {applyToRow, freeForOthers, type RowStatement} from '../rules/row-statements.ts';
import {settled} from './aging.ts';
import {timingsOf} from './bounds.ts';
import {afterChange, changeOf} from './leader-steps.ts';
import {led, steppedDown} from './roles.ts';
import {type JournalWrite, type Late, nameOf, type Process, type Sent, type World} from './state.ts';
import {outcome, type Outcome, type Scope, type Step} from './step.ts';

const kinds = ['change', 'touch', 'write'] as const;
type Kind = (typeof kinds)[number];

/** A statement is applied at some moment after it was sent, answered at some later one, or given up: then it may still be applied. */
export function databaseSteps(i: number, scope: Scope): Step[] {
  const {slots, bounds} = scope;
  const me = nameOf(i);
  const sent = {change: true, touch: !bounds.reduced || bounds.proxy, write: !bounds.reduced && bounds.entry};
  return kinds.flatMap((kind): Step[] => {
    if (!sent[kind]) return [];
    const when = (p: Process): boolean => p[kind] !== null;
    return [
      {
        name: `${me} applied ${kind}`,
        when,
        slots: [slots.process(i), slots.row, slots.world],
        run: (p: Process, row: LeaderRow, world: World) => applied(p, kind, row, world, scope),
      },
      {
        name: `${me} answered ${kind}`,
        when,
        slots: [slots.process(i), slots.row, slots.world],
        run: (p: Process, row: LeaderRow, world: World) => answered(p, kind, row, world, scope),
      },
      {
        name: `${me} gives up ${kind}`,
        when,
        slots: [slots.process(i), slots.late],
        run: (p: Process, late: Late) => givesUp(p, kind, late, scope),
      },
    ];
  });
}

export function lateSteps(scope: Scope): Step[] {
  const {slots} = scope;
  return [
    {
      name: 'late',
      slots: [slots.late, slots.row, slots.world],
      run: (late: Late, row: LeaderRow, world: World) =>
        late.flatMap((s, k): Outcome[] => {
          const after = apply(s, row, world, scope);
          const rest = late.toSpliced(k, 1);
          return [
            outcome(`a late ${s.kind} is applied`, rest, after?.row ?? row, after?.world ?? world),
            outcome(`a late ${s.kind} never is applied`, rest, row, world),
          ];
        }),
    },
  ];
}

/** The database: one statement at once. Undefined: its condition does not hold. */
function apply(
  s: RowStatement | JournalWrite,
  row: LeaderRow,
  world: World,
  {bounds, protocol}: Scope,
): {row: LeaderRow; world: World} | undefined {
  if (s.kind === 'journal') {
    if (row.epoch !== s.epoch || row.active !== s.active) return undefined;
    return {row, world: {...world, journalled: true}};
  }
  const after = applyToRow(row, s, 0, protocol.flaws);
  if (!after) return undefined;
  const past = s.kind === 'acquireAsOther' && !freeForOthers(row, 0, protocol.flaws);
  // Given up is the memory of a keeper; where none is named, the rules have not lost anything.
  const waived = past && row.keeper !== null && bounds.entry;
  return {row: after, world: waived ? {...world, waived} : world};
}

function applied(p: Process, kind: Kind, row: LeaderRow, world: World, scope: Scope): Outcome[] {
  const sent = p[kind];
  if (!sent || sent.result !== 'none') return [];
  const after = apply(sent.statement, row, world, scope);
  const next: Process = {...p, [kind]: {...sent, result: after ? 'done' : 'refused'}};
  return [
    outcome(
      `${sent.statement.kind} of ${p.name} is ${after ? 'applied' : 'refused'}`,
      next,
      after?.row ?? row,
      after?.world ?? world,
    ),
  ];
}

function answered(p: Process, kind: Kind, row: LeaderRow, world: World, scope: Scope): Outcome[] {
  const sent = p[kind];
  if (!sent || sent.result === 'none') return [];
  const without: Process = {...p, [kind]: null};
  const label = `${p.name} gets the reply of ${sent.statement.kind}: ${sent.result}`;
  const after = afterReply(without, sent, row, world, scope);
  return [outcome(label, after.process, row, after.world)];
}

function afterReply(
  p: Process,
  {statement: s, result, age, ...rest}: Sent & {heartbeat?: number},
  row: LeaderRow,
  world: World,
  scope: Scope,
): {process: Process; world: World} {
  const done = result === 'done';
  const {rules} = scope.protocol;
  const {following: f, leading: l} = p;
  const as = (process: Process): {process: Process; world: World} => ({process, world});
  if (f) {
    if (s.kind === 'acquireAsKeeper' || s.kind === 'acquireAsOther') {
      if (!done) return as({...p, following: {...f, view: rules.attemptRefused(f.view, s.epoch, s.rev)}});
      const keeper = s.kind === 'acquireAsKeeper' && !scope.protocol.flaws.noKeeper ? p.name : null;
      return led(p, {epoch: s.epoch + 1, rev: 0, keeper, sent: -age}, row, world, scope);
    }
    if (s.kind === 'proxy' && done && rest.heartbeat !== undefined) {
      return as({...p, following: {...f, proxied: {active: s.active, age: rest.heartbeat}}});
    }
    return as(p);
  }
  if (!l || l.view.epoch !== s.epoch) return as(p);
  if (s.kind === 'renew') {
    if (!done) return as(steppedDown(p, scope));
    const view = rules.leaseGranted(l.view, -age, timingsOf(scope.bounds));
    return as({...p, leading: settled({...l, view})});
  }
  if (s.kind === 'journal') return as(done ? {...p, leading: {...l, durable: true}} : steppedDown(p, scope));
  const change = changeOf(s);
  return as(change && done ? afterChange(p, l, change, age, scope) : p);
}

function givesUp(p: Process, kind: Kind, late: Late, {bounds, protocol}: Scope): Outcome[] {
  const sent = p[kind];
  if (!sent || (!p.following && !p.leading)) return [];
  const {statement: s} = sent;
  // A touch that is applied late only lengthens the lease of an epoch that still holds.
  const stays = sent.result === 'none' && kind !== 'touch';
  if (stays && late.length >= bounds.late) return [];
  const acquire = s.kind === 'acquireAsKeeper' || s.kind === 'acquireAsOther';
  const following =
    p.following && acquire
      ? {...p.following, view: protocol.rules.attemptLost(p.following.view, s.epoch, s.rev)}
      : p.following;
  const next: Process = {...p, following, [kind]: null};
  return [outcome(`${p.name} gives up ${s.kind}`, next, stays ? sortedLate([...late, s]) : late)];
}

/** A list that stands for a set: equal sets are equal lists. */
export const sortedLate = (late: Late): Late =>
  late
    .map((s) => ({s, key: JSON.stringify(s)}))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({s}) => s);
