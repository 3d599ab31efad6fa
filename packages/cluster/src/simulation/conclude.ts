import {Canon, line} from './canon.ts';
import type {Cluster} from './cluster.ts';
import {ToyMachine} from './toy-machine.ts';

/** What was answered is there, once; and what was published is what a run without any failure publishes. */
export function conclude(cluster: Cluster): void {
  const {world, canon} = cluster;
  if (world.waived) return;
  const active = cluster.nodes.find((n) => n.role === 'active' && n.actsIn() !== undefined);
  if (!active) return;
  for (const client of cluster.clients) {
    if ((active.machine.seen[client.name] ?? 0) < client.answered)
      world.violate(`S3: an answered input of ${client.name} is missing`);
  }
  const steps = line(active.machine.step);
  const reference = new ToyMachine(new Canon(world));
  const expected = new Map<string, unknown>();
  for (const step of steps) {
    if (!step.entry) continue;
    for (const output of reference.apply(step.entry).outputs) expected.set(output.id, output.body);
    if (reference.step.digest !== step.digest)
      world.violate(`state after ${step.sequence} is not that of the reference run`);
  }
  for (const [id, body] of expected) {
    if (canon.delivered.get(id)?.body !== body)
      world.violate(
        `output ${id} of the reference run was ${canon.delivered.has(id) ? 'different' : 'never published'}`,
      );
  }
  for (const id of canon.delivered.keys())
    if (!expected.has(id)) world.violate(`output ${id} is none of the reference run`);
}
