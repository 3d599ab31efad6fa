import type {Cluster} from './cluster.ts';

/** What the group is doing, as far as faults care. */
export const phases = [
  'starting',
  'nobody active',
  'taking over',
  'alone',
  'joining',
  'in sync',
  'changing the keeper',
  'snapshot',
  'handing over',
] as const;
export type Phase = (typeof phases)[number];

export function phaseOf(cluster: Cluster): Phase {
  const alive = cluster.nodes.filter((n) => n.process.alive);
  if (alive.some((n) => n.role === 'stopping')) return 'handing over';
  const leading = alive.find((n) => n.node.current().leader && !n.node.current().ground.ended);
  const leader = leading?.node.current().leader;
  if (!leading || !leader) return alive.some((n) => n.role !== 'starting') ? 'nobody active' : 'starting';
  if (!leader.lead.ready) return 'taking over';
  if (leader.lead.draining || leader.lead.view.stopped) return 'handing over';
  if (leader.lead.view.unsure) return 'changing the keeper';
  if (leader.snapshots.busy) return 'snapshot';
  if (leading.node.status().inSync) return 'in sync';
  return leader.lead.peer ? 'joining' : 'alone';
}

/** How often each kind of fault began in each phase. */
export class Coverage {
  readonly counts = new Map<string, Map<Phase, number>>();

  add(fault: string, phase: Phase, times = 1): void {
    const of = this.counts.get(fault) ?? new Map<Phase, number>();
    this.counts.set(fault, of.set(phase, (of.get(phase) ?? 0) + times));
  }
  addAll(other: Coverage): void {
    for (const [fault, of] of other.counts) for (const [phase, times] of of) this.add(fault, phase, times);
  }
  /** Pairs that never met, of these faults. */
  holes(faults: readonly string[]): string[] {
    return faults.flatMap((fault) =>
      phases.filter((phase) => !this.counts.get(fault)?.get(phase)).map((phase) => `${fault} while ${phase}`),
    );
  }
  /** A line for the phases, then one for each fault. */
  table(): string[] {
    const width = Math.max(...[...this.counts.keys()].map((fault) => fault.length), 5);
    const row = (name: string, cells: readonly string[]): string =>
      `${name.padEnd(width)}  ${cells.map((cell, k) => cell.padStart(phases[k]?.length ?? 0)).join('  ')}`;
    const lines = [...this.counts.keys()].sort().map((fault) =>
      row(
        fault,
        phases.map((phase) => String(this.counts.get(fault)?.get(phase) ?? 0)),
      ),
    );
    return [row('', phases), ...lines];
  }
}
