import type {ClusterNode, Durability, NodeOptions, Role, StandbyMode, Timings} from '../api.ts';
import {createNodeWith} from '../create-node.ts';
import type {Incarnation} from '../incarnation.ts';
import type {Log} from '../ports.ts';
import type {Rules} from '../rules/rules.ts';
import type {Canon} from './canon.ts';
import {Process} from './process.ts';
import type {SimDatabase} from './sim-database.ts';
import type {LinkEnd} from './sim-link.ts';
import {SimPublisher} from './sim-publisher.ts';
import {ToyMachine} from './toy-machine.ts';
import type {World} from './world.ts';

export type Group = {
  world: World;
  canon: Canon;
  database: SimDatabase;
  rules: Rules;
  timings: Timings;
  durability: Durability;
  snapshotEvery: number;
  standby: StandbyMode;
  heldOutputs: number;
};

/** One process of the group with everything that it runs on. */
export class SimNode {
  readonly process: Process;
  readonly machine: ToyMachine;
  readonly publisher: SimPublisher;
  readonly node: ClusterNode & {current(): Incarnation};
  readonly nodeId: string;
  readonly #rules: Rules;
  role: Role = 'starting';

  constructor(group: Group, nodeId: string, incarnation: string, linkOf: (process: Process) => LinkEnd) {
    const {world, canon, database} = group;
    this.nodeId = nodeId;
    this.#rules = group.rules;
    const process = new Process(world, incarnation);
    this.process = process;
    this.machine = new ToyMachine(canon);
    this.publisher = new SimPublisher(process, canon, (sequence) =>
      canon.commits(incarnation, this.machine.step, sequence),
    );
    const options: NodeOptions = {
      nodeId,
      incarnation,
      properties: {host: nodeId},
      timings: group.timings,
      durability: group.durability,
      snapshotEvery: group.snapshotEvery,
      standby: group.standby,
      revisionsToKeep: 2,
      limits: {queueBytes: 200_000, batchBytes: 2000, batchEntries: 20, heldOutputs: group.heldOutputs},
      clock: process.clock,
      wall: process.wall,
      store: database.store(process),
      journal: database.journalOf(process),
      snapshots: database.snapshotsOf(process),
      link: linkOf(process),
      machine: this.machine,
      publisher: this.publisher,
      log: logOf(world, incarnation),
      onRole: (role) => {
        world.say(incarnation, `is ${role}`);
        this.role = role;
        if (role === 'active') canon.activates(incarnation, this.machine.step);
      },
    };
    this.node = createNodeWith(options, group.rules);
    process.run(() => this.node.start());
  }
  /** Its epoch, if it has permission right now by what it knows; without touching anything. */
  actsIn(): number | undefined {
    if (!this.process.alive) return undefined;
    const {leader, ground} = this.node.current();
    if (!leader || ground.ended || !this.#rules.mayAct(leader.lead.view, this.process.clock.now())) return undefined;
    return leader.lead.view.epoch;
  }
}

function logOf(world: World, who: string): Log {
  const say =
    (level: string) =>
    (message: string, fields?: Record<string, unknown>): void => {
      if (world.trace) world.say(who, `[${level}] ${message}${fields ? ` ${JSON.stringify(fields)}` : ''}`);
    };
  return {debug: () => {}, info: say('info'), warn: say('warn'), error: say('error')};
}
