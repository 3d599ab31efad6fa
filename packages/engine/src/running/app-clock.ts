import type {Clock} from '@tandem/base';
import {Heartbeat, type Idling} from '../core/heartbeat.ts';
import {Scheduler} from '../core/scheduler.ts';
import type {Life} from './life.ts';

export type AppClockOptions = {
  playback: boolean;
  /** Of `@app:playback(idle.time, increment)`. */
  idling: Idling | undefined;
  /** The caller's; without one, the engine's own stands for it. */
  clock: Clock | undefined;
  life: Life;
};

/** How time passes in an app: by the caller's clock, by what it is told, or, under playback, with events. */
export class AppClock {
  readonly scheduler: Scheduler;
  readonly heartbeat: Heartbeat | undefined;
  readonly #playback: boolean;
  readonly #clock: Clock | undefined;
  readonly #life: Life;
  #timer: {cancel(): void} | null = null;

  constructor({playback, idling, clock, life}: AppClockOptions) {
    this.#playback = playback;
    this.#clock = clock;
    this.#life = life;
    this.scheduler = new Scheduler(playback ? 0 : (clock?.now() ?? 0));
    this.heartbeat = idling && new Heartbeat(idling, this.scheduler);
  }
  get kind(): 'clock' | 'playback' | 'manual' {
    return this.heartbeat || this.#clock ? 'clock' : this.#playback ? 'playback' : 'manual';
  }
  now(): number {
    return this.scheduler.now();
  }
  /** For whoever has no clock: what falls due on the way fires. */
  advanceTo(timestamp: number): void {
    if (this.#clock) throw new Error('advanceTo() is for the manual clock: this app was made with a clock of its own');
    this.#pass(timestamp);
  }
  nextDue(): number | undefined {
    return this.#playback ? this.heartbeat?.nextDue() : this.scheduler.nextDue();
  }
  /** To the caller's time; events move an app under playback. */
  toWall(): void {
    if (!this.#playback) this.scheduler.step(this.#wall());
  }
  /** Moves the clock for an arrival and answers the event's timestamp. */
  arrive(moveTo: number | undefined, timestamp: number | undefined): number {
    if (this.#playback) {
      if (this.heartbeat) this.#beat(this.heartbeat);
      if (moveTo !== undefined && moveTo >= this.scheduler.now()) this.scheduler.jump(moveTo);
      return timestamp ?? moveTo ?? this.#wall();
    }
    const clock = this.#clock;
    const {scheduler} = this;
    if (clock) scheduler.step(clock.now());
    else if (scheduler.isWaiting) scheduler.step(scheduler.now());
    return timestamp ?? scheduler.now();
  }
  /** Lets the caller's clock drive the next timer. */
  arm(): void {
    const clock = this.#clock;
    if (!clock || !this.#life.open) return;
    this.#timer?.cancel();
    const due = this.nextDue();
    this.#timer =
      due === undefined
        ? null
        : clock.at(due, () => {
            this.#pass(clock.now());
            this.arm();
          });
  }
  disarm(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }
  #pass(to: number): void {
    if (this.#playback) this.heartbeat?.passTo(to);
    else this.scheduler.step(to);
  }
  /** An event comes: the beats before it first, then the silence begins anew. */
  #beat(heartbeat: Heartbeat): void {
    const wall = this.#clock?.now();
    if (wall !== undefined) heartbeat.passTo(wall);
    heartbeat.arrived();
  }
  #wall(): number {
    return this.#clock?.now() ?? this.scheduler.now();
  }
}
