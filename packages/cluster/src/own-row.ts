import {unreachable} from '@tandem/base';
import {DatabaseAbsence} from './database-absence.ts';
import type {Lead} from './lead.ts';
import type {Change} from './rules/leader-rules.ts';

type Handover = Extract<Change, {kind: 'switchover' | 'release'}>;

/**
 * The active's statements on the leader row: renewals (rule 2), and at most
 * one change at a time (rules 5, 6, 7, 13). Chooses the change itself, from
 * what the peer holds and what is durable.
 */
export class OwnRow {
  readonly #lead: Lead;
  readonly #absence: DatabaseAbsence;
  #renewing = false;
  #changing = false;
  /** After a lost reply the row is read at most once in this time. */
  #lookAfter = Number.NEGATIVE_INFINITY;
  #handover: {change: Handover; tries: number; failed: () => void} | undefined;

  constructor(lead: Lead) {
    this.#lead = lead;
    this.#absence = new DatabaseAbsence(lead);
  }
  renew(): void {
    const {ground} = this.#lead;
    const {store, timings: t} = ground.options;
    if (this.#renewing) return;
    if (this.#lead.view.stopped) {
      ground.after(t.heartbeat, () => this.renew());
      return;
    }
    this.#renewing = true;
    const {epoch, me} = this.#lead.view;
    ground.ask(
      t.statementTimeout,
      () => store.renew({epoch, active: me, leaseMs: t.lease}),
      (outcome) => {
        this.#renewing = false;
        if (outcome.kind === 'unknown') {
          this.#lead.databaseLost = true;
          this.#absence.failed(outcome.reason);
          ground.after(t.heartbeat / 2, () => this.renew());
          return;
        }
        if (!outcome.value) return this.#lead.deposed('the lease was not renewed: the leader row names another');
        this.#lead.databaseLost = false;
        this.#absence.over();
        this.#lead.view = ground.rules.leaseGranted(this.#lead.view, outcome.sent, t);
        ground.after(outcome.sent + t.renewEvery - ground.now, () => this.renew());
        this.#lead.progress();
      },
    );
  }
  /** Sends a switchover or release as soon as no other change is on its way; `failed`: given up, the epoch goes on. */
  handOver(change: Handover, failed: () => void): void {
    this.#handover = {change, tries: 0, failed};
    this.step();
  }
  /** Sends the next change, if one is due. */
  step(): void {
    const {ground, view} = this.#lead;
    if (this.#changing || ground.ended || !(this.#lead.ready || this.#lead.failed)) return;
    if (view.unsure) {
      if (ground.now >= this.#lookAfter) this.#look();
      return;
    }
    const change = this.#choose();
    if (change) this.#send(change);
  }
  /** Rule 7. */
  #look(): void {
    const {ground} = this.#lead;
    const {store, timings: t} = ground.options;
    this.#changing = true;
    this.#lookAfter = ground.now + t.heartbeat / 2;
    ground.ask(
      t.statementTimeout,
      () => store.readLeader(),
      (outcome) => {
        this.#changing = false;
        if (outcome.kind === 'unknown') return;
        if (ground.rules.isOlder(outcome.value.row, this.#lead.view))
          return this.#lead.deposed('the database went back');
        const resolved = ground.rules.resolveDoubt(this.#lead.view, outcome.value.row);
        switch (resolved.kind) {
          case 'deposed':
            return this.#lead.deposed('the leader row names another');
          case 'released':
            return this.#lead.deposed('released');
          case 'moved':
            this.#lead.view = resolved.view;
            return this.#lead.progress();
          case 'repeat': {
            const change = this.#choose();
            if (change) this.#send(change);
            return;
          }
          default:
            unreachable(resolved);
        }
      },
    );
  }
  #choose(): Change | undefined {
    const lead = this.#lead;
    const {ground, view, peer, held} = lead;
    const {rules, now} = ground;
    const patience = ground.options.timings.promise;
    const usable = peer && !peer.leaving && now - peer.heardAt < patience ? peer : undefined;
    const handover = this.#handover;
    if (handover) {
      if (handover.tries < 4 && (handover.change.kind === 'release' || usable?.incarnation === handover.change.to)) {
        handover.tries++;
        return handover.change;
      }
      if (!view.stopped) this.#giveUp();
    }
    if (view.stopped) return rules.maySolo(view, now, held) ? {kind: 'solo'} : undefined;
    // With a failing database a change would only cost the promises that keep the pair going.
    if (lead.databaseLost && !view.unsure) return undefined;
    if (
      usable &&
      lead.namesKeeper &&
      !lead.hasGap &&
      (view.unsure || view.keeper !== usable.incarnation || usable.inDoubt)
    ) {
      const keeper = usable.incarnation;
      if (rules.mayRegister(view, now, usable, held)) return {kind: 'register', keeper};
      if (view.keeper !== null && view.keeper !== view.me && view.keeper === keeper) return undefined;
    }
    const standing = lead.namesKeeper ? usable?.incarnation : undefined;
    const alone = view.unsure || (view.keeper !== null && view.keeper !== standing);
    return alone && rules.maySolo(view, now, held) ? {kind: 'solo'} : undefined;
  }
  #giveUp(): void {
    const handover = this.#handover;
    this.#handover = undefined;
    handover?.failed();
  }
  #send(change: Change): void {
    const lead = this.#lead;
    const {ground} = lead;
    this.#changing = true;
    lead.view = ground.rules.changeSent(lead.view, change);
    ground.ask(
      ground.options.timings.statementTimeout,
      () => this.#statement(change),
      (outcome) => {
        this.#changing = false;
        if (outcome.kind === 'unknown') {
          ground.troubles.begin('database', `${change.kind} without a reply, ${outcome.reason}`);
          return;
        }
        if (!outcome.value) return this.#look();
        const {timings: t} = ground.options;
        if (change.kind === 'switchover' || change.kind === 'release') return lead.deposed(change.kind);
        lead.view = ground.rules.changeDone(lead.view, change, outcome.sent, t);
        if (change.kind === 'register' && lead.peer) lead.peer.heardAt = Math.max(lead.peer.heardAt, outcome.sent);
        if (change.kind === 'solo' && this.#handover) this.#giveUp();
        ground.options.log.info(
          change.kind === 'solo'
            ? 'Running alone: the journal table holds every entry'
            : 'The passive node is the keeper',
          {epoch: lead.view.epoch, rev: lead.view.rev, keeper: lead.view.keeper},
        );
        lead.progress();
      },
    );
  }
  #statement(change: Change): Promise<boolean> {
    const {epoch, rev, me: active} = this.#lead.view;
    const {store, timings} = this.#lead.ground.options;
    const leaseMs = timings.lease;
    switch (change.kind) {
      case 'register':
        return store.register({epoch, rev, active, keeper: change.keeper});
      case 'solo':
        return store.solo({epoch, rev, active, leaseMs});
      case 'switchover':
        return store.switchover({epoch, rev, active, to: change.to, leaseMs});
      case 'release':
        return store.release({epoch, rev, active});
      default:
        return unreachable(change);
    }
  }
}
