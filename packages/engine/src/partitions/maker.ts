import {must} from '@tandem/base';
import {nameStage} from '../core/culprit.ts';
import {dispatcher} from '../core/dispatcher.ts';
import {Junction, JunctionCode} from '../core/junction.ts';
import type {Stage} from '../core/stage.ts';
import {sourceName} from '../plan/handlers.ts';
import type {QueryPlan} from '../plan/plan-query.ts';
import {type Changing, Instance} from './instance.ts';
import type {KeyLayout} from './key-layout.ts';
import type {PartitionHost} from './partition.ts';
import type {PartitionPlan} from './plan-partition.ts';
import {QueryEnv} from './query-env.ts';

type Wired = {
  plan: QueryPlan;
  env: QueryEnv;
  /** For each of its sources: the inner stream's name, or the place among the partition's sources. */
  sources: readonly (string | number)[];
};

/** Makes instances: what can be is found out once, for all keys. */
export class Maker {
  readonly #host: PartitionHost;
  readonly #layout: KeyLayout;
  readonly #owner: Changing;
  readonly #queries: readonly Wired[];
  readonly #sources: readonly {name: string; receivers: number}[];
  /** By stream: the code of its junctions. */
  readonly #codes = new Map<string, JunctionCode>();
  /** Instances begin what waits from the start on. */
  starts = false;
  #births = 0;

  constructor(plan: PartitionPlan, host: PartitionHost, layout: KeyLayout, owner: Changing) {
    this.#host = host;
    this.#layout = layout;
    this.#owner = owner;
    const places = new Map(plan.sources.map((source, at) => [sourceName(source), at]));
    this.#queries = plan.queries.map((query) => ({
      plan: query,
      env: new QueryEnv(query.name, host.scheduler, layout, (turn) => host.guard(turn, query.name)),
      sources: query.sources.map((s) => (s.prefix === '#' ? s.id : must(places.get(sourceName(s)), 'a source'))),
    }));
    const read = this.#queries.flatMap(({sources}) => sources);
    this.#sources = [...places].map(([name, at]) => ({name, receivers: read.filter((s) => s === at).length}));
  }
  /** `cut`: the newest one, which does not know the instance. */
  make(key: string, cut: number): Instance {
    const instance = new Instance(key, this.#births++, cut, this.#owner);
    let junctions: Map<string, Junction> | undefined;
    const inner = (id: string): Junction => {
      junctions ??= new Map();
      let junction = junctions.get(id);
      if (!junction) junctions.set(id, (junction = this.#junction(id)));
      return junction;
    };
    const making = {instance, inner};
    const starts: (() => void)[] = [];
    const receivers: Stage[][] = this.#sources.map(() => []);
    for (const {plan, env, sources} of this.#queries) {
      env.begin(making);
      const {stages, start} = plan.create(env);
      for (let i = 0; i < sources.length; i++) {
        const [source, stage] = [sources[i]!, stages[i]!];
        if (typeof source === 'string') inner(source).subscribe(nameStage(stage, plan.name));
        // Where it is the only one, errors are known to be its own.
        else receivers[source]!.push(this.#sources[source]!.receivers === 1 ? stage : nameStage(stage, plan.name));
      }
      starts.push(start);
    }
    const [first, ...others] = receivers.map((stages, at) => this.#entry(stages, at));
    if (first) instance.first = first;
    if (others.length > 0) instance.others = others;
    // A list that grows has room for more than it holds.
    instance.states = instance.states.slice();
    this.#layout.made(instance.states);
    if (this.starts) for (const start of starts) start();
    return instance;
  }
  #entry(stages: readonly Stage[], at: number): Stage {
    const {name} = this.#sources[at]!;
    return stages.length === 1 ? stages[0]! : dispatcher(stages, name, this.#codeOf(name).dispatchers);
  }
  #junction(id: string): Junction {
    return new Junction(`#${id}`, this.#host.fail, this.#host.depth, this.#codeOf(id));
  }
  #codeOf(stream: string): JunctionCode {
    let code = this.#codes.get(stream);
    if (!code) this.#codes.set(stream, (code = new JunctionCode()));
    return code;
  }
}
