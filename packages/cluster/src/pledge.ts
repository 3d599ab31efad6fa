import type {Ground} from './ground.ts';
import type {Heartbeat} from './messages.ts';
import type {FollowerView} from './rules/promise-rules.ts';

/** What a process that is not active has seen, promised and tried: the rules' view of it, from one step to the next. */
export class Pledge {
  readonly #ground: Ground;
  #view: FollowerView;

  /** `since`: the newest row known of. */
  constructor(ground: Ground, since: {epoch: number; rev: number}) {
    this.#ground = ground;
    this.#view = ground.rules.newFollower(ground.me, since.epoch, since.rev);
  }
  get view(): FollowerView {
    return this.#view;
  }
  /** The row is not older than that. */
  saw(epoch: number, rev: number): void {
    this.#view = this.#ground.rules.observe(this.#view, epoch, rev);
  }
  /** Not `heard`: from an epoch that is over. */
  hears(heartbeat: Heartbeat): {heard: boolean; promised: boolean} {
    const {rules, now, options} = this.#ground;
    const {view, heard, promised} = rules.hear(this.#view, heartbeat, now, options.timings);
    this.#view = view;
    return {heard, promised};
  }
  /** From here nothing is promised, until it is known what became of the attempt. */
  attempts(epoch: number, rev: number): void {
    this.#view = this.#ground.rules.attemptSent(this.#view, epoch, rev);
  }
  attemptLost(epoch: number, rev: number): void {
    this.#view = this.#ground.rules.attemptLost(this.#view, epoch, rev);
  }
  attemptRefused(epoch: number, rev: number): void {
    this.#view = this.#ground.rules.attemptRefused(this.#view, epoch, rev);
  }
  leads(epoch: number): void {
    this.#view = {...this.#view, led: epoch};
  }
}
