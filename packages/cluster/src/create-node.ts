import {assert} from '@tandem/base';
import type {ClusterNode, NodeOptions, Role} from './api.ts';
import {Ground} from './ground.ts';
import {Incarnation, type Seen} from './incarnation.ts';
import {protocolRules, type Rules} from './rules/rules.ts';
import {type History, statusOf} from './status.ts';
import {checkTimings} from './timings.ts';
import {Troubles} from './troubles.ts';

/** Throws when the timings break an inequality of the protocol. Does nothing before `start`. */
export function createNode(options: NodeOptions): ClusterNode {
  return createNodeWith(options, protocolRules);
}

/** As `createNode`, on other rules: for the simulator, which shows that it notices a broken one. */
export function createNodeWith(options: NodeOptions, rules: Rules): ClusterNode & {current(): Incarnation} {
  const faults = checkTimings(options.timings);
  if (faults.length > 0) throw new Error(`cluster timings: ${faults.join('; ')}`);
  const troubles = new Troubles(options.log);
  const {log, link, machine, store, clock} = options;
  const history: History = {
    takeovers: 0,
    switchovers: 0,
    predecessor: null,
    lastTakeoverMs: null,
    lastSnapshotAt: null,
    divergences: 0,
  };
  let role: Role = 'starting';
  let count = 0;
  let firstRole = true;
  let started = false;
  /** Set by `stop`: what to do when the incarnation is over. */
  let leaving: (() => void) | undefined;
  /** While leaving: a process that leads, or comes to lead, takes inputs until its last step. */
  let serves = true;
  let handedOver: ((worked: boolean) => void) | undefined;
  let stopped: Promise<void> | undefined;
  let current = incarnate({epoch: 0, rev: 0}, Number.NEGATIVE_INFINITY);

  function incarnate(seen: Seen, notBefore: number): Incarnation {
    const me = rules.incarnationName(options.incarnation, count);
    count++;
    return new Incarnation(options, rules, me, {...seen, notBefore}, troubles, {onRole: roleIs, onOver: over});
  }

  function roleIs(next: Role): void {
    if (next === role || (leaving && next !== 'stopped' && !(serves && leads(next)))) return;
    if (next === 'active') {
      const {succession} = current;
      if (succession?.kind === 'takeover') history.takeovers++;
      if (succession?.kind === 'switchover') history.switchovers++;
      history.predecessor = succession?.kind === 'takeover' ? succession.from : null;
      if (succession?.kind !== 'start') history.lastTakeoverMs = clock.now() - current.follower.heardAt;
    }
    if (firstRole && (next === 'active' || next === 'passive')) {
      firstRole = false;
      log.info(`HA Deployment: Starting up as ${next === 'active' ? 'Active' : 'Passive'} Node`);
    } else if (next === 'active') log.info('Successfully Changed to Active Mode');
    else if (next === 'passive') log.info('Successfully Changed to Passive Mode');
    if (next === 'takingOver') log.info('Took the leader row', {epoch: current.follower.view.led});
    role = next;
    options.onRole?.(next);
  }

  function over(why: string, seen: Seen, pause: number): void {
    const before = current;
    const planned = why === 'switchover' || why === 'release';
    log[planned ? 'info' : 'warn'](`No longer active: ${why}`, {epoch: seen.epoch, incarnation: before.ground.me});
    history.lastSnapshotAt = before.leader?.snapshots.lastAt ?? history.lastSnapshotAt;
    history.divergences += (before.leader?.snapshots.divergences ?? 0) + (before.follower.standby?.divergences ?? 0);
    before.end(`no longer active: ${why}`);
    // Nothing that is buffered may leave in the name of the epoch that is over.
    link.reset();
    if (leaving) return leaving();
    current = incarnate(seen, clock.now() + pause);
    // Before the machine is emptied: an active without apps would tell the other node to close its ports.
    roleIs('passive');
    machine.restore([]);
    current.start();
    // However this node came to hear of it first: the reply, the row, or the new active itself.
    handedOver?.(true);
  }

  /** Creates the tables, however long the database takes to be there. */
  function prepare(): void {
    const ground: Ground = current.ground;
    ground.ask(
      options.timings.statementTimeout * 10,
      () => store.prepare(),
      (outcome) => {
        if (outcome.kind === 'done') {
          troubles.over('database');
          return current.start();
        }
        troubles.begin('database', `tables not prepared, ${outcome.reason}`);
        ground.after(options.timings.poll, prepare);
      },
    );
  }

  async function leave(): Promise<void> {
    await new Promise<void>((resolve) => {
      leaving = resolve;
      if (!current.leader) roleStopping();
      const goOn = async (): Promise<void> => {
        await current.prepareToLeave((open) => {
          serves = open;
          if (!open) return roleStopping();
          // It did not work out, and there is more to wait for.
          if (current.leader?.lead.mayAct()) options.onRole?.((role = 'active'));
        });
        resolve();
      };
      void goOn();
    });
    roleStopping();
    const {ground} = current;
    current.end('stopped');
    link.reset();
    // A ground of its own: the incarnation's no longer answers.
    const last = new Ground(options, rules, ground.me, troubles);
    await last.outcome(options.timings.statementTimeout, () =>
      store.leave({nodeId: options.nodeId, incarnation: ground.me}),
    );
    last.end();
    roleIs('stopped');
  }

  function roleStopping(): void {
    if (role === 'stopping') return;
    role = 'stopping';
    options.onRole?.('stopping');
  }

  return {
    start() {
      assert(!started && !stopped, 'a node starts once');
      started = true;
      link.receive((bytes) => current.received(bytes));
      link.watch((up) => current.linkChanged(up));
      prepare();
    },
    submit: (payload) => current.submit(payload),
    mayAct: () => current.leader?.lead.mayAct() ?? false,
    snapshotNow: () => current.snapshotNow(),
    switchover() {
      if (!current.leader || leaving || handedOver) return Promise.resolve(false);
      return new Promise((resolve) => {
        const settle = (worked: boolean): void => {
          handedOver = undefined;
          resolve(worked);
        };
        handedOver = settle;
        void current.switchover().then(settle);
      });
    },
    stop() {
      stopped ??= leave();
      return stopped;
    },
    current: () => current,
    status: () => statusOf(options, role, current, history, troubles.list()),
  };
}

const leads = (role: Role): boolean => role === 'takingOver' || role === 'active';
