import type {Plain, ValueReader} from '@tandem/wire';
import {Chunk, CURRENT, RESET} from '../core/chunk.ts';
import {dispatcher} from '../core/dispatcher.ts';
import {nameStage} from '../core/culprit.ts';
import {makeEnv} from '../core/env.ts';
import {type Cut, type Steps} from '../core/cut.ts';
import type {Row} from '../api.ts';
import type {Depth} from '../core/depth.ts';
import {type FailureHandler, Junction, JunctionCode} from '../core/junction.ts';
import {OrderedCut} from '../core/ordered-cut.ts';
import type {Scheduler} from '../core/scheduler.ts';
import type {Stage} from '../core/stage.ts';
import {type Stateful, StateRegistry} from '../core/state.ts';
import type {InstanceEnv} from '../plan/app-planner.ts';
import {sourceName} from '../plan/handlers.ts';
import type {KeysOf, PartitionPlan} from './plan-partition.ts';

/** The queries of one key, with state of their own. */
type Instance = {
  registry: StateRegistry;
  entries: ReadonlyMap<string, Stage>;
  /** The entry of the only source, where there is but one. */
  only: Stage | undefined;
  /** The engine's time of the last event. */
  used: number;
  /** Grows with each instance: the order in which they are saved. */
  born: number;
  /** The newest cut that knows what it was then. */
  cut: number;
  dispose(): void;
};
/** As an instance is saved. */
type Kept = {key: string; used: number; cut: Cut};

export type PartitionHost = {
  scheduler: Scheduler;
  guard: (turn: () => void, query: string) => void;
  fail: FailureHandler;
  depth: Depth;
};

/**
 * Routes events to the instances of their keys, which are made with the first
 * event of a key. Work is proportional to the keys an event touches; a stream
 * without a key of its own goes to all keys.
 */
export class PartitionRuntime implements Stateful {
  readonly #plan: PartitionPlan;
  readonly #host: PartitionHost;
  readonly #instances = new Map<string, Instance>();
  /** By query: the places of its timers in the scheduler's order, shared by all keys. */
  readonly #places = new Map<string, number[]>();
  /** By stream: the code of its junctions, shared by all keys. */
  readonly #codes = new Map<string, JunctionCode>();
  #started = false;
  #births = 0;
  #cut: OrderedCut<[string, Instance], Kept> | null = null;
  /** How many cuts there were. */
  #cuts = 0;

  constructor(plan: PartitionPlan, host: PartitionHost, registry: StateRegistry) {
    this.#plan = plan;
    this.#host = host;
    registry.add(`partition:${plan.name}`, this);
    if (!plan.purge) return;
    const {idle, every} = plan.purge;
    const timer = makeEnv(host.scheduler, registry, (turn) => host.guard(turn, ''), []).timer((due) => {
      this.#purge(idle);
      timer.at(due + every > host.scheduler.now() ? due + every : host.scheduler.now() + every);
    });
    this.#armPurge = () => timer.at(host.scheduler.now() + every);
  }
  #armPurge: () => void = () => {};

  /** How many keys live. */
  get size(): number {
    return this.#instances.size;
  }
  start(): void {
    this.resume();
    this.#armPurge();
  }
  /** Goes on after a restore: keys that are born from now on begin what waits from the start on. */
  resume(): void {
    this.#started = true;
  }
  /** What to subscribe to a source: routes it by key, or to every key. */
  entry(source: string): Stage {
    const keysOf = this.#plan.keys.get(source);
    return keysOf ? this.#routed(source, keysOf) : this.#broadcast(source);
  }
  #routed(source: string, keysOf: KeysOf): Stage {
    const to = (key: string): Stage | undefined => {
      const instance = this.#instance(key);
      return instance.only ?? instance.entries.get(source);
    };
    const {keyOf} = keysOf;
    const chunk = (c: Chunk): void => {
      if (keyOf && c.plain) return byKey(c, keyOf, to);
      let run = new Chunk();
      let current: string | undefined;
      const flush = (): void => {
        if (run.length > 0 && current !== undefined) handOver(to(current), run);
        run = new Chunk();
      };
      for (let i = 0; i < c.length; i++) {
        if (c.kinds[i] === RESET) continue;
        for (const key of keysOf(c.ts[i]!, c.rows[i]!)) {
          if (key !== current) flush();
          current = key;
          run.push(c.ts[i]!, c.kinds[i]!, c.rows[i]!);
        }
      }
      flush();
    };
    return {
      one: keyOf
        ? (ts, row) => {
            const key = keyOf(ts, row);
            if (key !== null) to(key)?.one(ts, row);
          }
        : (ts, row) => {
            for (const key of keysOf(ts, row)) to(key)?.one(ts, row);
          },
      pair: (et, er, ts, row) => chunk(Chunk.pair(et, er, ts, row)),
      chunk,
    };
  }
  #broadcast(source: string): Stage {
    const all = (deliver: (stage: Stage) => void): void => {
      // A copy: a key that is born meanwhile does not get this event.
      for (const [key, instance] of Array.from(this.#instances)) {
        this.#changes(key, instance);
        const stage = instance.entries.get(source);
        if (stage) deliver(stage);
      }
    };
    return {
      one: (ts, row) => all((s) => s.one(ts, row)),
      pair: (et, er, ts, row) => all((s) => s.pair(et, er, ts, row)),
      chunk: (c) => all((s) => s.chunk(c)),
    };
  }
  #instance(key: string): Instance {
    let instance = this.#instances.get(key);
    if (!instance) {
      instance = this.#make(key);
      this.#instances.set(key, instance);
    } else if (instance.cut !== this.#cuts) this.#changes(key, instance);
    instance.used = this.#host.scheduler.now();
    return instance;
  }
  /** Called before anything in the instance does. */
  #changes(key: string, instance: Instance): void {
    if (instance.cut === this.#cuts) return;
    instance.cut = this.#cuts;
    if (this.#cut?.isOpen) this.#cut.keep(instance.born, keptOf([key, instance]));
  }
  #make(key: string): Instance {
    const {scheduler, guard, fail, depth} = this.#host;
    const registry = new StateRegistry();
    const disposers: (() => void)[] = [];
    const touched = (): void => this.#changes(key, instance);
    let inner: Map<string, Junction> | undefined;
    const innerJunction = (id: string): Junction => {
      inner ??= new Map();
      let junction = inner.get(id);
      if (!junction) inner.set(id, (junction = new Junction(`#${id}`, fail, depth, this.#codeOf(id))));
      return junction;
    };
    const receivers = new Map<string, Stage[]>();
    const starts: (() => void)[] = [];
    for (const plan of this.#plan.queries) {
      const queryRegistry = registry.add(`query:${plan.name}`, new StateRegistry());
      const places = this.#places.get(plan.name) ?? [];
      this.#places.set(plan.name, places);
      const env: InstanceEnv = {
        ...makeEnv(scheduler, queryRegistry, (turn) => guard(turn, plan.name), disposers, places, plan.name, touched),
        inner: innerJunction,
      };
      const made = plan.create(env);
      plan.sources.forEach((source, i) => {
        const stage = nameStage(made.stages[i]!, plan.name);
        if (source.prefix === '#') innerJunction(source.id).subscribe(stage);
        else receivers.set(sourceName(source), [...(receivers.get(sourceName(source)) ?? []), stage]);
      });
      starts.push(made.start);
    }
    const entries = new Map(
      [...receivers].map(([name, stages]) => [
        name,
        stages.length === 1 ? stages[0]! : dispatcher(stages, name, this.#codeOf(name).dispatchers),
      ]),
    );
    if (this.#started) for (const start of starts) start();
    const only = this.#plan.sources.length === 1 && entries.size === 1 ? [...entries.values()][0] : undefined;
    const instance: Instance = {
      registry,
      entries,
      only,
      used: 0,
      born: this.#births++,
      cut: this.#cuts,
      dispose: () => disposers.forEach((d) => d()),
    };
    return instance;
  }
  #codeOf(stream: string): JunctionCode {
    let code = this.#codes.get(stream);
    if (!code) this.#codes.set(stream, (code = new JunctionCode()));
    return code;
  }
  #purge(idle: number): void {
    const now = this.#host.scheduler.now();
    for (const [key, instance] of this.#instances) {
      if (now - instance.used < idle) continue;
      this.#changes(key, instance);
      instance.dispose();
      this.#instances.delete(key);
    }
  }
  save(): Plain {
    return [...this.#instances].map(([key, {registry, used}]) => [key, used, registry.save()]);
  }
  cut(): Cut {
    this.#cut?.close();
    const number = ++this.#cuts;
    const count = this.#instances.size;
    this.#cut = new OrderedCut<[string, Instance], Kept>({
      open: (to) => to.array(count),
      count,
      items: this.#instances,
      order: ([, instance]) => instance.born,
      isAsWas: ([, instance]) => instance.cut < number,
      valueOf: keptOf,
      putAside: ([, instance]) => void (instance.cut = number),
      *write(to, {key, used, cut}) {
        to.array(3);
        to.value(key);
        to.value(used);
        yield* cut.write(to);
      },
      release: ({cut}) => cut.close(),
      perStep: 8,
    });
    return this.#cut;
  }
  load(state: Plain): void {
    this.#clear();
    for (const [key, used, saved] of state as [string, number, Plain][]) this.#restored(key, used).load(saved);
  }
  *loadSteps(from: ValueReader): Steps {
    this.#clear();
    for (let left = from.array(); left > 0; left--) {
      if (left % 8 === 0) yield;
      from.array();
      yield* this.#restored(from.value() as string, from.value() as number).loadSteps(from);
    }
  }
  #clear(): void {
    this.#cut?.close();
    for (const instance of this.#instances.values()) instance.dispose();
    this.#instances.clear();
  }
  #restored(key: string, used: number): StateRegistry {
    const instance = this.#make(key);
    instance.used = used;
    this.#instances.set(key, instance);
    return instance.registry;
  }
}

const keptOf = ([key, {used, registry}]: [string, Instance]): Kept => ({key, used, cut: registry.cut()});

/** What `save` of a partition gives, its queries renamed; those without a new name are left out. */
export function renameQueries(state: Plain, names: ReadonlyMap<string, string>): Plain {
  return (state as [string, number, ReadonlyMap<string, Plain>][]).map(([key, used, queries]) => [
    key,
    used,
    new Map(
      [...queries].flatMap(([name, saved]) => {
        const to = names.get(name);
        return to === undefined ? [] : [[to, saved] as const];
      }),
    ),
  ]);
}

/** Runs of events of one key; a run of one event needs no chunk. */
function byKey(
  {length, ts, rows}: Chunk,
  keyOf: NonNullable<KeysOf['keyOf']>,
  to: (key: string) => Stage | undefined,
): void {
  let current: string | null = null;
  let first = 0;
  let run: Chunk | null = null;
  for (let i = 0; i < length; i++) {
    const key = keyOf(ts[i]!, rows[i]!);
    if (key === null) continue;
    if (key === current) {
      run ??= Chunk.one(ts[first]!, rows[first]!);
      run.push(ts[i]!, CURRENT, rows[i]!);
    } else {
      if (current !== null) deliver(to(current), run, ts[first]!, rows[first]!);
      current = key;
      first = i;
      run = null;
    }
  }
  if (current !== null) deliver(to(current), run, ts[first]!, rows[first]!);
}

function deliver(stage: Stage | undefined, run: Chunk | null, ts: number, row: Row): void {
  if (!stage) return;
  if (run === null) stage.one(ts, row);
  else stage.chunk(run);
}

function handOver(stage: Stage | undefined, run: Chunk): void {
  if (!stage) return;
  if (run.length === 1 && run.kinds[0] === 0) stage.one(run.ts[0]!, run.rows[0]!);
  else stage.chunk(run);
}
