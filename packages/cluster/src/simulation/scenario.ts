import {protocolRules} from '../rules/rules.ts';
import type {Submitted, SubmitRefused} from '../api.ts';
import {Cluster, type Setting} from './cluster.ts';
import {conclude} from './conclude.ts';
import type {Path, Tamper} from './sim-database.ts';
import type {SimNode} from './sim-node.ts';
import {encodeInput} from './toy-machine.ts';
import {World} from './world.ts';

/** What became of an input. */
export type Ask = {answer?: Submitted; refused?: SubmitRefused};

/** A pair without faults of its own, for tests that bring theirs. */
export class Scenario {
  readonly world: World;
  readonly cluster: Cluster;

  readonly #asked: {client: string; ask: Ask}[] = [];

  constructor(seed = 1, setting: Partial<Setting> = {}) {
    this.world = new World(seed, true);
    const usual: Setting = {
      rules: protocolRules,
      flaws: {},
      durability: 'replica',
      standby: 'hot',
      snapshotEvery: 2000,
    };
    this.cluster = new Cluster(this.world, {...usual, ...setting});
  }
  /** A pair in sync. */
  static async inSync(seed = 1, setting: Partial<Setting> = {}): Promise<Scenario> {
    const s = new Scenario(seed, setting);
    await s.must('the pair to be in sync', () => s.inSync(), 5000);
    return s;
  }
  get active(): SimNode {
    const active = this.cluster.nodes.find((n) => n.role === 'active' && n.process.alive);
    if (!active) throw new Error('nobody is active');
    return active;
  }
  get passive(): SimNode {
    const {active} = this;
    const [a, b] = this.cluster.nodes;
    return a === active ? b : a;
  }
  sideOf(node: SimNode): 0 | 1 {
    return this.cluster.nodes[0] === node ? 0 : 1;
  }
  /** Runs for `ms`; throws when an invariant breaks. */
  async run(ms: number): Promise<void> {
    await this.until(() => false, ms);
  }
  /** Runs until `holds`, at most `ms`; answers whether it came to that. */
  async until(holds: () => boolean, ms: number): Promise<boolean> {
    let held = false;
    await this.world.scheduler.run(this.world.now + ms, () => {
      this.cluster.check();
      held = holds();
      return held || this.world.violation !== undefined;
    });
    if (this.world.violation !== undefined) throw new Error(this.world.violation);
    return held;
  }
  /** As `until`; throws when it does not come to that. */
  async must(what: string, holds: () => boolean, ms: number): Promise<void> {
    if (!(await this.until(holds, ms))) throw new Error(`waited ${ms} ms for ${what}`);
  }
  inSync(): boolean {
    return this.cluster.nodes.some((n) => n.role === 'active' && n.process.alive && n.node.status().inSync);
  }
  /** The node fails like a machine that loses its power. */
  crash(node: SimNode): void {
    this.cluster.crash(this.sideOf(node));
  }
  /** Its process, started again: what it held in memory is gone. */
  restart(node: SimNode): SimNode {
    const side = this.sideOf(node);
    this.cluster.restart(side);
    return this.cluster.nodes[side];
  }
  /** The active crashes; answers the node that is active after it, with everything. */
  async takeover(): Promise<SimNode> {
    const {active, passive} = this;
    this.crash(active);
    await this.must('the takeover', () => passive.role === 'active', 6000);
    return passive;
  }
  /** One input of a client of its own, sent once. */
  submit(node: SimNode, client: string): Ask {
    const ask: Ask = {};
    this.#asked.push({client, ask});
    node.node.submit(encodeInput(client, 1, 1, 0)).then(
      (answer) => {
        if (!node.process.alive) return;
        this.cluster.canon.commits(`${node.process.name} for ${client}`, node.machine.step, answer.sequence);
        ask.answer = answer;
      },
      (error: SubmitRefused) => (ask.refused = error),
    );
    return ask;
  }
  /** How all statements of a node fare. */
  path(node: SimNode, path: Path): void {
    this.cluster.database.paths.set(node.process.name, path);
  }
  /** What becomes of single statements. */
  tamper(tamper: Tamper): void {
    this.cluster.database.tamper = tamper;
  }
  /** No new inputs; what is open is still repeated. */
  quiet(): void {
    for (const client of this.cluster.clients) client.closing = true;
  }
  /**
   * Everything is mended and both nodes run; then: no second failure cost an
   * entry, what was answered is there once, and the outputs published are
   * those of a run without failure, each under its one id.
   */
  async nothingIsLostOrDoubled(): Promise<void> {
    const {cluster} = this;
    cluster.database.paths.clear();
    cluster.database.tamper = () => undefined;
    cluster.wire.cut = false;
    for (const side of [0, 1] as const) {
      cluster.wire.heal(side);
      cluster.restart(side);
      cluster.nodes[side].publisher.stuck = false;
    }
    this.quiet();
    await this.must('the pair to be whole again', () => cluster.settled(), 60_000);
    if (this.world.waived) throw new Error('somebody took over past a silent keeper');
    if (cluster.canon.delivered.size < 10) throw new Error('too few outputs to prove anything');
    conclude(cluster);
    for (const {client, ask} of this.#asked) {
      if (ask.answer && this.active.machine.seen[client] !== 1)
        throw new Error(`the answered input of ${client} is lost`);
    }
    if (this.world.violation !== undefined) throw new Error(this.world.violation);
  }
  /** Log lines so far that contain `word`. */
  said(word: string): string[] {
    return (this.world.trace ?? []).filter((line) => line.includes(word));
  }
  db(word: string): string[] {
    return this.said(word).filter((line) => line.includes(' db '));
  }
}
