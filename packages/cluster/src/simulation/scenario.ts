import {protocolRules} from '../rules/rules.ts';
import {Cluster} from './cluster.ts';
import type {SimNode} from './sim-node.ts';
import {World} from './world.ts';

/** A pair without faults of its own, for tests that bring theirs. */
export class Scenario {
  readonly world: World;
  readonly cluster: Cluster;

  constructor(seed = 1) {
    this.world = new World(seed, true);
    this.cluster = new Cluster(this.world, {rules: protocolRules, flaws: {}});
    this.cluster.group.durability = 'replica';
    this.cluster.group.snapshotEvery = 2000;
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
  inSync(): boolean {
    return this.cluster.nodes.some((n) => n.role === 'active' && n.process.alive && n.node.status().inSync);
  }
  /** Log lines so far that contain `word`. */
  said(word: string): string[] {
    return (this.world.trace ?? []).filter((line) => line.includes(word));
  }
  db(word: string): string[] {
    return this.said(word).filter((line) => line.includes(' db '));
  }
}
