import type {ClusterNode, Log} from '@tandem/cluster';
import type {ExternalAnswer} from '@tandem/engine';
import type {Input} from '../machine/input.ts';
import type {AppMachine} from '../machine/machine.ts';
import type {Reply} from '../machine/reply.ts';
import {FoundLater} from '../tables/found-later.ts';
import type {Span, Ways} from '../tracing/tracing.ts';

/** Journals inputs, and answers each once it is committed; a search of an external table once its rows have come. */
export class Inputs {
  readonly #machine: AppMachine;
  readonly #node: () => ClusterNode;
  readonly #ways: Ways | undefined;
  readonly #log: Log;
  readonly #foundLater = new FoundLater();
  #events = 0;

  /** `node`: throws `NodeExit` before there is one. `ways`: where the node traces. */
  constructor(machine: AppMachine, node: () => ClusterNode, ways: Ways | undefined, log: Log) {
    this.#machine = machine;
    this.#node = node;
    this.#ways = ways;
    this.#log = log;
  }
  /** Events of committed inputs; those that were sent again under a known key do not count. */
  get events(): number {
    return this.#events;
  }
  /** `way`: of the request that it came with. Throws `SubmitRefused`. */
  async submit(input: Input, way?: Span): Promise<Reply> {
    const node = this.#node();
    const payload = this.#machine.encoded(input);
    const submitted =
      way && this.#ways ? this.#ways.follow(way, payload, () => node.submit(payload)) : node.submit(payload);
    const {reply} = (await submitted) as {reply: Reply};
    if (reply.ok && 'events' in reply && reply.repeated !== true) this.#events += reply.events;
    // What became of the state of an app that came over REST; of those from the directory their deployer tells it.
    if (reply.ok && 'notes' in reply && input.kind === 'deploy' && input.file === '')
      for (const note of reply.notes) this.#log.warn(`Siddhi App ${reply.app}: ${note}`);
    if (reply.ok && 'awaits' in reply && 'app' in input) return this.#foundLater.of(input.app, reply);
    return reply;
  }
  /** What an external table answers. An app that is gone, or does not run, wants it no more. */
  async answer(app: string, answer: ExternalAnswer): Promise<void> {
    const payload = this.#machine.encoded({kind: 'external', app, answer});
    const {reply} = (await this.#node().submit(payload, true)) as {reply: Reply};
    if (reply.ok && 'found' in reply) this.#foundLater.found(app, reply);
  }
  /** This node is no longer the one that external tables answer. */
  lose(): void {
    this.#foundLater.lose();
  }
}
