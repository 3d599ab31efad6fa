import type {Cluster} from './cluster.ts';
import type {Path} from './sim-database.ts';

type Fault = (c: Cluster) => void;

const side = (c: Cluster): 0 | 1 => (c.world.chance(0.5) ? 0 : 1);
/** The side of the active, more often than not. */
const mostlyActive = (c: Cluster): 0 | 1 => {
  const active = c.nodes.findIndex((n) => n.role === 'active');
  return active >= 0 && c.world.chance(0.7) ? (active as 0 | 1) : side(c);
};

function path(c: Cluster, names: string[], how: Path, ms: number): void {
  c.world.say('!', `database ${how} for ${names.join()} during ${ms.toFixed(0)} ms`);
  for (const name of names) c.database.paths.set(name, how);
  c.world.scheduler.after(ms, () => {
    for (const name of names) c.database.paths.delete(name);
  });
}

const badPath = (c: Cluster): Path => c.world.pick<Path>(['slow', 'lossy', 'lossy', 'refused', 'silent']);
/** Short, or long enough for every limit to pass. */
const span = (c: Cluster): number => (c.world.chance(0.8) ? c.world.between(50, 4000) : c.world.between(4000, 14_000));

/** Everything that can go wrong, by name. Each undoes itself. */
export const faults: Record<string, Fault> = {
  crash: (c) => {
    const at = mostlyActive(c);
    c.crash(at);
    c.world.scheduler.after(c.world.between(50, c.world.chance(0.7) ? 2000 : 9000), () => c.restart(at));
  },
  freeze: (c) => c.nodes[mostlyActive(c)].process.freeze(span(c)),
  cut: (c) => {
    const ms = span(c);
    c.world.say('!', `link cut for ${ms.toFixed(0)} ms`);
    c.wire.cut = true;
    c.wire.breakNow(c.world.pick([20, 3000]));
    c.world.scheduler.after(ms, () => (c.wire.cut = false));
  },
  stall: (c) => {
    const direction = side(c);
    const ms = span(c);
    c.world.say('!', `link stalls from ${direction} for ${ms.toFixed(0)} ms`);
    c.wire.stalled[direction] = true;
    c.world.scheduler.after(ms, () => c.wire.heal(direction));
  },
  reset: (c) => {
    c.world.say('!', 'link reset');
    c.wire.breakNow(200);
  },
  database: (c) =>
    path(
      c,
      c.all.map((n) => n.process.name),
      badPath(c),
      span(c),
    ),
  databasePath: (c) => path(c, [c.nodes[mostlyActive(c)].process.name], badPath(c), span(c)),
  databasePathAndLink: (c) => {
    path(c, [c.nodes[mostlyActive(c)].process.name], badPath(c), span(c));
    faults['stall']?.(c);
  },
  wallStep: (c) => {
    const {process} = c.nodes[side(c)];
    process.wallStep += c.world.between(-3000, 3000);
    c.world.say(process.name, 'wall clock steps');
  },
  lag: (c) => {
    const {process} = c.nodes[side(c)];
    process.lag = c.world.pick([5, 50, 400]);
    c.world.say(process.name, `is slow: timers up to ${process.lag} ms late`);
    c.world.scheduler.after(span(c), () => (process.lag = 0));
  },
  switchover: (c) => {
    const node = c.nodes.find((n) => n.role === 'active');
    if (!node) return;
    c.world.say(node.process.name, 'is asked to switch over');
    node.process.run(() => void node.node.switchover());
  },
  stop: (c) => {
    const at = mostlyActive(c);
    const node = c.nodes[at];
    if (!node.process.alive || node.role === 'stopping') return;
    c.world.say(node.process.name, 'is asked to stop');
    const end = (): void => {
      if (c.nodes[at] !== node) return;
      c.crash(at);
      c.world.scheduler.after(c.world.between(10, 1000), () => c.restart(at));
    };
    node.process.run(() => void node.node.stop().then(() => c.world.scheduler.after(0, end)));
    c.world.scheduler.after(30_000, end);
  },
  snapshot: (c) => {
    const node = c.nodes.find((n) => n.role === 'active');
    node?.process.run(() => {
      node.node.snapshotNow().then(
        () => {},
        () => {},
      );
    });
  },
  sinks: (c) => {
    const {publisher} = c.nodes[side(c)];
    publisher.stuck = true;
    c.world.scheduler.after(c.world.between(200, 4000), () => (publisher.stuck = false));
  },
  stray: (c) => {
    if (c.strays.length >= 2) return;
    const stray = c.addStray();
    c.world.scheduler.after(span(c), () => stray.process.crash());
  },
};
