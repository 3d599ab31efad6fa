import type {Ground} from './ground.ts';
import type {Member} from './ports.ts';

/**
 * The node's own row among the members, and what it sees of the others. Says
 * on the active when a node joins or leaves; who may act never depends on it.
 */
export class Membership {
  readonly #ground: Ground;
  readonly #isActive: () => boolean;
  readonly #seen = new Map<string, Member>();
  #told = new Set<string>();
  #looking = false;

  constructor(ground: Ground, isActive: () => boolean) {
    this.#ground = ground;
    this.#isActive = isActive;
  }
  start(): void {
    this.#beat();
  }
  #beat(): void {
    const {options, me} = this.#ground;
    const {poll, statementTimeout} = options.timings;
    this.#ground.ask(
      statementTimeout,
      () => options.store.heartbeat({nodeId: options.nodeId, incarnation: me, properties: options.properties}),
      (outcome) => {
        const pause = outcome.kind === 'done' ? poll - (this.#ground.now - outcome.sent) : poll;
        this.#ground.after(pause, () => this.#beat());
        if (outcome.kind === 'done') this.look();
      },
    );
  }
  /** Reads the members now. */
  look(): void {
    const {options} = this.#ground;
    if (this.#looking || this.#ground.ended) return;
    this.#looking = true;
    this.#ground.ask(
      options.timings.statementTimeout,
      () => options.store.members(),
      (outcome) => {
        this.#looking = false;
        if (outcome.kind === 'done') this.#compare(outcome.value);
      },
    );
  }
  #compare(members: readonly Member[]): void {
    const {options, me} = this.#ground;
    // A member that missed this many heartbeats is gone.
    const limit = Math.max(options.timings.poll * 8, options.timings.lease * 2);
    const alive = members.filter((m) => m.incarnation !== me && m.ageMs < limit);
    const present = new Set(alive.map((m) => m.nodeId));
    for (const member of alive) this.#seen.set(member.nodeId, member);
    for (const [nodeId] of this.#seen) {
      if (present.has(nodeId)) continue;
      this.#seen.delete(nodeId);
      if (this.#isActive()) options.log.info(`memberRemoved event received for node id : ${nodeId}`);
    }
    if (!this.#isActive()) return;
    const incarnations = new Set<string>();
    for (const {nodeId, incarnation, properties} of alive) {
      incarnations.add(incarnation);
      if (this.#told.has(incarnation)) continue;
      options.log.info(`memberAdded event received for node id : ${nodeId}`, {incarnation});
      options.log.info('Active node retrieved node details of passive node', {nodeId, ...properties});
    }
    this.#told = incarnations;
  }
}
