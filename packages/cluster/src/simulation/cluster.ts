import type {Durability, StandbyMode} from '../api.ts';
import {Canon} from './canon.ts';
import {Client} from './client.ts';
import {type DatabaseFlaws, SimDatabase} from './sim-database.ts';
import {type Group, SimNode} from './sim-node.ts';
import {LinkEnd, Wire} from './sim-link.ts';
import type {Rules} from '../rules/rules.ts';
import type {World} from './world.ts';
import {defaultTimings} from '../timings.ts';

/** `durability`, `standby` and `snapshotEvery`: as the seed says by default. */
export type Setting = {
  rules: Rules;
  flaws: DatabaseFlaws;
  durability?: Durability;
  standby?: StandbyMode;
  snapshotEvery?: number;
};

/** The pair, the database, the network and the clients of one run. */
export class Cluster {
  readonly world: World;
  readonly canon: Canon;
  readonly database: SimDatabase;
  readonly wire: Wire;
  readonly group: Group;
  readonly nodes: [SimNode, SimNode];
  /** Processes beside the pair: a second one with a node's id, started by mistake. */
  readonly strays: SimNode[] = [];
  readonly clients: Client[] = [];
  #incarnations = 0;
  #actedEpoch = 0;
  /** The network that strays see: nobody else is on it. */
  readonly #elsewhere: Wire;

  constructor(world: World, setting: Setting) {
    this.world = world;
    this.canon = new Canon(world);
    this.database = new SimDatabase(world, setting.flaws);
    this.wire = new Wire(world);
    this.#elsewhere = new Wire(world);
    this.#elsewhere.cut = true;
    this.group = {
      world,
      canon: this.canon,
      database: this.database,
      rules: setting.rules,
      timings: {
        ...defaultTimings,
        isolation: world.pick([6000, 10_000, 15_000]),
        margin: world.pick([150, 250, 400]),
        statementTimeout: world.pick([400, 900]),
      },
      durability: world.chance(0.8) ? 'replica' : 'database',
      snapshotEvery: world.pick([700, 2000, 5000, 0]),
      standby: world.chance(0.7) ? 'hot' : 'warm',
      heldOutputs: world.chance(0.7) ? 10_000 : 8,
    };
    this.group.durability = setting.durability ?? this.group.durability;
    this.group.standby = setting.standby ?? this.group.standby;
    this.group.snapshotEvery = setting.snapshotEvery ?? this.group.snapshotEvery;
    this.nodes = [this.#process(0), this.#process(1)];
    for (let i = 0; i < 4; i++) {
      const pause = i === 0 ? 40 : world.between(100, 500);
      this.clients.push(new Client(world, this.canon, `c${i}`, pause, () => this.nodes));
    }
  }
  get all(): readonly SimNode[] {
    return [...this.nodes, ...this.strays];
  }
  #process(side: 0 | 1): SimNode {
    const nodeId = side === 0 ? 'a' : 'b';
    return new SimNode(this.group, nodeId, `${nodeId}${++this.#incarnations}`, (process) =>
      this.wire.attach(side, process),
    );
  }
  restart(side: 0 | 1): void {
    if (this.nodes[side].process.alive) return;
    this.world.say(this.nodes[side].process.name, 'is started again');
    this.nodes[side] = this.#process(side);
  }
  crash(side: 0 | 1): void {
    const {process} = this.nodes[side];
    if (!process.alive) return;
    process.crash();
    this.wire.breakNow(this.world.pick([20, 20, 4000]));
  }
  addStray(): SimNode {
    const stray = new SimNode(
      this.group,
      'a',
      `s${++this.#incarnations}`,
      (process) => new LinkEnd(process, this.#elsewhere),
    );
    this.strays.push(stray);
    return stray;
  }
  /** S1 and S2, after each event. */
  check(): void {
    let acting: SimNode | undefined;
    for (const node of this.all) {
      const epoch = node.actsIn();
      if (epoch === undefined) continue;
      if (acting)
        this.world.violate(
          `S1: ${acting.process.name} (epoch ${acting.actsIn()}) and ${node.process.name} (epoch ${epoch}) may act`,
        );
      if (epoch < this.#actedEpoch)
        this.world.violate(`S2: ${node.process.name} may act in epoch ${epoch} after epoch ${this.#actedEpoch}`);
      this.#actedEpoch = Math.max(this.#actedEpoch, epoch);
      acting = node;
    }
  }
  /** Everything is as it should be when nothing fails any more. */
  settled(): boolean {
    if (!this.clients.every((c) => c.idle)) return false;
    const active = this.nodes.find((n) => n.role === 'active' && n.actsIn() !== undefined);
    if (!active || !active.publisher.idle) return false;
    const status = active.node.status();
    return (
      status.inSync &&
      status.sequences.committed === status.sequences.appended &&
      active.machine.nextDue() === undefined
    );
  }
}
