import {unreachable} from '@tandem/base';
import type {LeaderRow} from '../ports.ts';
import {timingsOf} from './bounds.ts';
import {inFlight, led} from './roles.ts';
import {type Following, nameOf, type Process, type World} from './state.ts';
import {follows, outcome, type Outcome, type Scope, type Step} from './step.ts';

/** A process that is not active looks at the row, whenever it likes, and tries what it may (rules 9, 10, 12). */
export function followerSteps(i: number, scope: Scope): Step[] {
  const {slots} = scope;
  return [
    {
      name: `${nameOf(i)} reads`,
      when: follows,
      slots: [slots.process(i), slots.row, slots.world],
      run: (p: Process, row: LeaderRow, world: World) => reads(p, row, world, scope),
    },
  ];
}

function reads(p: Process, row: LeaderRow, world: World, scope: Scope): Outcome[] {
  const {bounds, protocol} = scope;
  const {rules} = protocol;
  const {following: f} = p;
  if (!f || p.change || inFlight(p) >= bounds.together) return [];
  const view = rules.observe(f.view, row.epoch, row.rev);
  const seen: Following = {...f, view};
  const choice = rules.chooseTakeover(view, {row, now: 0}, 0, f.queue.epoch, timingsOf(bounds));
  switch (choice.kind) {
    case 'wait':
      return view === f.view ? [] : [outcome(`${p.name} reads the row`, {...p, following: seen}, row, world)];
    case 'become': {
      const after = led({...p, following: seen}, {...choice, sent: undefined}, row, world, scope);
      return [outcome(`${p.name} reads that it is active in epoch ${choice.epoch}`, after.process, row, after.world)];
    }
    case 'keeper':
    case 'other': {
      if (choice.epoch >= bounds.epochs) return [];
      const {epoch, rev} = choice;
      const to = {epoch, rev, me: p.name, leaseMs: bounds.lease};
      const trying: Following = {...seen, view: rules.attemptSent(view, epoch, rev)};
      const statement =
        choice.kind === 'keeper'
          ? ({kind: 'acquireAsKeeper', ...to} as const)
          : ({kind: 'acquireAsOther', ...to, isolationMs: bounds.isolation} as const);
      const next: Process = {...p, following: trying, change: {statement, age: 0, result: 'none'}};
      return [outcome(`${p.name} sends ${statement.kind}`, next, row, world)];
    }
    default:
      return unreachable(choice);
  }
}
