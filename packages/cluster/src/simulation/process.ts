import type {Clock, TimerHandle} from '@tandem/base';
import type {World} from './world.ts';

const wallStart = 1_700_000_000_000;

/** One operating-system process: its clocks, and whether it runs at all. */
export class Process {
  readonly world: World;
  readonly name: string;
  alive = true;
  frozen = false;
  /** Up to how late its timers fire, ms: it has other things to do. */
  lag = 0;
  /** Wall clock: steps of this much so far, ms. */
  wallStep: number;
  #deferred: (() => void)[] = [];
  readonly #rate: number;
  readonly #offset: number;

  constructor(world: World, name: string) {
    this.world = world;
    this.name = name;
    this.#rate = 1 + world.between(-0.0004, 0.0004);
    this.#offset = world.between(0, 1e6);
    this.wallStep = world.between(-30, 30);
  }
  /** Runs now, after the process is thawed, or never. */
  run(what: () => void): void {
    if (!this.alive) return;
    if (this.frozen) this.#deferred.push(what);
    else what();
  }
  freeze(ms: number): void {
    if (this.frozen || !this.alive) return;
    this.frozen = true;
    this.world.say(this.name, `frozen for ${ms.toFixed(0)} ms`);
    this.world.scheduler.after(ms, () => {
      this.world.say(this.name, 'goes on');
      this.frozen = false;
      for (const what of this.#deferred.splice(0)) this.world.scheduler.after(0, () => this.run(what));
    });
  }
  crash(): void {
    this.world.say(this.name, 'crashes');
    this.alive = false;
    this.#deferred = [];
  }
  readonly clock: Clock = {
    now: () => this.#offset + this.world.now * this.#rate,
    at: (at: number, fire: () => void): TimerHandle =>
      this.world.scheduler.at((at - this.#offset) / this.#rate + 1e-6 + this.#late(), () => this.run(fire)),
  };
  #late(): number {
    return this.lag > 0 ? this.world.between(0, this.lag) : 0;
  }
  readonly wall = (): number => wallStart + this.world.now * this.#rate + this.wallStep;
}
