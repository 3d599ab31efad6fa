import type {Plain, ValueReader} from '@tandem/wire';
import {makeEnv} from '../core/env.ts';
import type {Cut, Steps} from '../core/cut.ts';
import type {Depth} from '../core/depth.ts';
import type {FailureHandler} from '../core/junction.ts';
import {OrderedCut} from '../core/ordered-cut.ts';
import type {Scheduler} from '../core/scheduler.ts';
import type {Stage} from '../core/stage.ts';
import type {Stateful, StateRegistry} from '../core/state.ts';
import {sourceName} from '../plan/handlers.ts';
import type {Changing, Instance} from './instance.ts';
import {KeyLayout} from './key-layout.ts';
import {Keys} from './keys.ts';
import {Maker} from './maker.ts';
import type {PartitionPlan} from './plan-partition.ts';
import {route} from './route.ts';

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
export class PartitionRuntime implements Stateful, Changing {
  readonly #plan: PartitionPlan;
  readonly #host: PartitionHost;
  readonly #layout = new KeyLayout();
  readonly #maker: Maker;
  readonly #keys: Keys;
  #cut: OrderedCut<Instance, Kept> | null = null;

  constructor(plan: PartitionPlan, host: PartitionHost, registry: StateRegistry) {
    this.#plan = plan;
    this.#host = host;
    this.#maker = new Maker(plan, host, this.#layout, this);
    const make = (key: string): Instance => this.#maker.make(key, this.#keys.cuts.now);
    this.#keys = new Keys(this, make, () => host.scheduler.now());
    registry.add(`partition:${plan.name}`, this);
    if (!plan.purge) return;
    const {idle, every} = plan.purge;
    const timer = makeEnv(host.scheduler, registry, (turn) => host.guard(turn, '')).timer((due) => {
      this.#purge(idle);
      timer.at(due + every > host.scheduler.now() ? due + every : host.scheduler.now() + every);
    });
    this.#armPurge = () => timer.at(host.scheduler.now() + every);
  }
  #armPurge: () => void = () => {};

  /** How many keys live. */
  get size(): number {
    return this.#keys.all.size;
  }
  start(): void {
    this.resume();
    this.#armPurge();
  }
  /** Goes on after a restore: keys that are born from now on begin what waits from the start on. */
  resume(): void {
    this.#maker.starts = true;
  }
  /** What to subscribe to a source: routes it by key, or to every key. */
  entry(source: string): Stage {
    const {keys, sources} = this.#plan;
    const at = sources.findIndex((ref) => sourceName(ref) === source);
    const keysOf = keys.get(source);
    return keysOf ? route(source, at, keysOf, this.#keys) : this.#broadcast(at);
  }
  #broadcast(at: number): Stage {
    const all = (deliver: (stage: Stage) => void): void => {
      // A copy: a key that is born meanwhile does not get this event.
      for (const instance of Array.from(this.#keys.all.values())) {
        this.changes(instance);
        deliver(instance.stage(at));
      }
    };
    return {
      one: (ts, row) => all((s) => s.one(ts, row)),
      pair: (et, er, ts, row) => all((s) => s.pair(et, er, ts, row)),
      chunk: (c) => all((s) => s.chunk(c)),
    };
  }
  changes(instance: Instance): void {
    const {now} = this.#keys.cuts;
    if (instance.cut === now) return;
    instance.cut = now;
    if (this.#cut?.isOpen) this.#cut.keep(instance.born, this.#keptOf(instance));
  }
  #keptOf(instance: Instance): Kept {
    return {key: instance.key, used: this.#keys.usedAt(instance), cut: this.#layout.cut(instance.states)};
  }
  #purge(idle: number): void {
    const now = this.#host.scheduler.now();
    const {all} = this.#keys;
    const before = all.size;
    for (const instance of all.values()) {
      if (now - this.#keys.usedAt(instance) < idle) continue;
      this.changes(instance);
      instance.dispose();
      all.delete(instance.key);
    }
    if (all.size < before) this.#keys.forgetNear();
  }
  save(): Plain {
    return Array.from(this.#keys.all.values(), (instance) => [
      instance.key,
      this.#keys.usedAt(instance),
      this.#layout.save(instance.states),
    ]);
  }
  cut(): Cut {
    this.#cut?.close();
    const number = ++this.#keys.cuts.now;
    const {all} = this.#keys;
    const count = all.size;
    this.#cut = new OrderedCut<Instance, Kept>({
      open: (to) => to.array(count),
      count,
      items: {[Symbol.iterator]: () => all.values()},
      order: ({born}) => born,
      isAsWas: (instance) => instance.cut < number,
      valueOf: (instance) => this.#keptOf(instance),
      putAside: (instance) => void (instance.cut = number),
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
    for (const [key, used, saved] of state as [string, number, Plain][])
      this.#layout.load(this.#keys.used(key, used).states, saved);
  }
  *loadSteps(from: ValueReader): Steps {
    this.#clear();
    for (let left = from.array(); left > 0; left--) {
      if (left % 8 === 0) yield;
      from.array();
      const {states} = this.#keys.used(from.value() as string, from.value() as number);
      yield* this.#layout.loadSteps(states, from);
    }
  }
  #clear(): void {
    this.#cut?.close();
    const {all} = this.#keys;
    for (const instance of all.values()) instance.dispose();
    all.clear();
    this.#keys.forgetNear();
  }
}
