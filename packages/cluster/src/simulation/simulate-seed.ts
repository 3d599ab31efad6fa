import type {Durability, StandbyMode} from '../api.ts';
import {protocolRules, type Rules} from '../rules/rules.ts';
import {Cluster} from './cluster.ts';
import {conclude} from './conclude.ts';
import {faults} from './faults.ts';
import {Aimed} from './aimed.ts';
import {Coverage, phaseOf, phases} from './phases.ts';
import {schedules} from './schedules.ts';
import type {DatabaseFlaws} from './sim-database.ts';
import {Violation, World} from './world.ts';

export type SeedResult = {
  seed: number;
  violation: string | undefined;
  /** Two faults at once cost an entry, as the protocol admits: safety of data was not checked from there. */
  waived: boolean;
  events: number;
  answered: number;
  epochs: number;
  simulatedMs: number;
  /** Faults that began, those left out included; when each began. */
  faults: number;
  coverage: Coverage;
  trace: readonly string[];
};

/** `faults`: only these kinds, or schedules, every 800 ms or so; by default each seed has its own kinds. */
export type SeedOptions = {
  trace?: boolean;
  rules?: Rules;
  flaws?: DatabaseFlaws;
  faults?: readonly string[];
  durability?: Durability;
  standby?: StandbyMode;
  /** Faults that are left out, by their place in the seed's row of them. */
  skip?: readonly number[];
};

/** Time in which faults start, ms; and how long the group may take afterwards until all is well. */
const troubled = 25_000;
const calm = 90_000;
/** Seeds up to here have their faults at random times only: some are kept as tests. */
const unaimed = 5000;

/** One run, exactly repeatable from its seed. */
export async function simulateSeed(seed: number, options: SeedOptions = {}): Promise<SeedResult> {
  // Refusals and lost connections are errors, by the hundred a seed: where each was made is only asked with a trace.
  const {stackTraceLimit} = Error;
  if (!options.trace) Error.stackTraceLimit = 0;
  try {
    return await run(seed, options);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function run(seed: number, options: SeedOptions): Promise<SeedResult> {
  const world = new World(seed, options.trace ?? false);
  const {rules = protocolRules, flaws = {}, durability, standby} = options;
  const cluster = new Cluster(world, {
    rules,
    flaws,
    ...(durability && {durability}),
    ...(standby && {standby}),
  });
  const planned: Planned = {faults: 0, coverage: new Coverage()};
  try {
    const aimed = new Aimed(cluster);
    plan(cluster, options, planned, seed > unaimed ? aimed : undefined);
    await world.scheduler.run(troubled, () => {
      aimed.strike();
      return watch(cluster);
    });
    if (!world.violation) await recover(cluster);
    if (!world.violation) conclude(cluster);
  } catch (error) {
    world.violate(
      error instanceof Violation
        ? error.message
        : `thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
  return {
    seed,
    violation: world.violation,
    waived: world.waived,
    events: world.scheduler.events,
    answered: cluster.clients.reduce((sum, c) => sum + c.answered, 0),
    epochs: cluster.database.row.epoch,
    simulatedMs: world.now,
    ...planned,
    trace: world.trace ?? [],
  };
}

function watch(cluster: Cluster): boolean {
  cluster.check();
  if (cluster.world.scheduler.events > 300_000) cluster.world.violate('runaway: too many events');
  return cluster.world.violation !== undefined;
}

type Planned = {faults: number; coverage: Coverage};

/** Each seed has its own few kinds of faults, and its own pace. */
function plan(cluster: Cluster, {faults: only, skip = []}: SeedOptions, planned: Planned, aimed?: Aimed): void {
  const {world} = cluster;
  const names = Object.keys(faults);
  const kinds = only ?? Array.from({length: 2 + world.random.below(6)}, () => world.pick(names));
  const pace = only ? 800 : world.pick([700, 1500, 3000]);
  world.say('!', `faults: ${kinds.join(', ')}; every ${pace} ms or so`);
  const next = (): void => {
    world.scheduler.after(world.between(0.1, 2 * pace), () => {
      if (world.now >= troubled) return;
      const kind = world.pick(kinds);
      const number = planned.faults++;
      const begin = (): void => {
        if (skip.includes(number)) return;
        world.say('!', `fault ${number}: ${kind}`);
        planned.coverage.add(kind, phaseOf(cluster));
        (faults[kind] ?? schedules[kind])?.(cluster);
      };
      if (aimed && world.chance(0.4)) aimed.at(world.pick(phases), begin);
      else begin();
      next();
    });
  };
  world.scheduler.after(world.between(0, 4000), next);
}

/** L1: with all faults over, the pair is whole again and everything is answered. */
async function recover(cluster: Cluster): Promise<void> {
  const {world, database, wire} = cluster;
  world.say('!', 'no faults from here');
  const heal = (): void => {
    wire.cut = false;
    wire.heal(0);
    wire.heal(1);
    for (const stray of cluster.strays) if (stray.process.alive) stray.process.crash();
    for (const at of [0, 1] as const) cluster.restart(at);
    for (const node of cluster.nodes) {
      node.publisher.stuck = false;
      node.process.lag = 0;
    }
    database.paths.clear();
    database.tamper = () => undefined;
  };
  heal();
  world.scheduler.after(16_000, heal); // what undid itself later than that
  for (const client of cluster.clients) client.closing = true;
  let lookAt = 0;
  let settled = false;
  await world.scheduler.run(troubled + calm, () => {
    if (watch(cluster)) return true;
    if (world.now < lookAt) return false;
    lookAt = world.now + 250;
    settled = world.now > troubled + 2000 && cluster.settled();
    return settled;
  });
  if (!settled) {
    const states = cluster.nodes.map((n) => JSON.stringify(n.node.status()));
    world.violate(
      `L1: not settled after ${calm} ms without faults: ${states.join(' ')} row ${JSON.stringify(database.row)}`,
    );
  }
}
