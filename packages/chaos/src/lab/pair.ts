import {eventually} from './eventually.ts';
import type {HaStatus, LabNode} from './node.ts';

/** The two nodes, and who of them is what. */
export class LabPair {
  readonly nodes: readonly [LabNode, LabNode];

  constructor(one: LabNode, two: LabNode) {
    this.nodes = [one, two];
  }
  other(node: LabNode): LabNode {
    return node === this.nodes[0] ? this.nodes[1] : this.nodes[0];
  }
  async statuses(): Promise<(HaStatus | undefined)[]> {
    return Promise.all(this.nodes.map((node) => node.status()));
  }
  /** The active of a whole pair: the other is in sync behind it and both reach the database. Otherwise why it is not whole. */
  async look(): Promise<{active: LabNode} | {not: string}> {
    const [one, two] = await this.statuses();
    if (!one || !two) return {not: `${one ? 'n2' : 'n1'} does not answer`};
    const [active, passive] = one.role === 'active' ? [one, two] : [two, one];
    if (active.role !== 'active' || passive.role !== 'passive') return {not: `roles are ${one.role} and ${two.role}`};
    if (!active.inSync || !passive.inSync || active.epoch !== passive.epoch) return {not: 'the passive is not in sync'};
    const trouble = [...active.troubles, ...passive.troubles].find(
      (t) => t.startsWith('database:') && !t.endsWith('(over)'),
    );
    if (trouble !== undefined) return {not: trouble};
    return {active: active === one ? this.nodes[0] : this.nodes[1]};
  }
  async whole(withinMs: number): Promise<LabNode> {
    let why = '';
    try {
      return await eventually(withinMs, 'the pair to be whole', async () => {
        const seen = await this.look();
        if ('active' in seen) return seen.active;
        why = seen.not;
        return undefined;
      });
    } catch (error) {
      throw new Error(`${(error as Error).message}: ${why}`, {cause: error});
    }
  }
}
