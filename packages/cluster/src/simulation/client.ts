import type {SubmitRefused} from '../api.ts';
import type {Canon} from './canon.ts';
import type {SimNode} from './sim-node.ts';
import {encodeInput} from './toy-machine.ts';
import type {World} from './world.ts';

/** Submits numbered inputs one after another, and repeats each until it is answered. */
export class Client {
  readonly #world: World;
  readonly #canon: Canon;
  readonly #nodes: () => readonly SimNode[];
  readonly name: string;
  readonly #pause: number;
  /** The newest number that was answered. */
  answered = 0;
  #number = 0;
  #last: SimNode | undefined;
  /** No new inputs; what is open is still repeated. */
  closing = false;
  idle = true;
  sum = 0;

  constructor(world: World, canon: Canon, name: string, pause: number, nodes: () => readonly SimNode[]) {
    this.#world = world;
    this.#canon = canon;
    this.name = name;
    this.#pause = pause;
    this.#nodes = nodes;
    this.#later();
  }
  #later(): void {
    this.#world.scheduler.after(this.#world.between(0.2, 2 * this.#pause), () => {
      if (this.closing) return;
      this.idle = false;
      this.#number++;
      const delay = this.#world.chance(0.3) ? this.#world.random.below(1500) : 0;
      const value = 1 + this.#world.random.below(9);
      this.#try(encodeInput(this.name, this.#number, value, delay), value);
    });
  }
  #try(payload: Uint8Array, value: number): void {
    const world = this.#world;
    const running = this.#nodes().filter((n) => n.process.alive);
    const target =
      this.#last?.process.alive && world.chance(0.9)
        ? this.#last
        : running.length > 0
          ? world.pick(running)
          : undefined;
    let open = true;
    const again = (ms: number): void => {
      if (!open) return;
      open = false;
      this.#last = undefined;
      world.scheduler.after(ms, () => this.#try(payload, value));
    };
    if (!target) return again(100);
    world.scheduler.after(2500, () => again(0));
    world.scheduler.after(world.between(0.2, 2), () =>
      target.process.run(() => {
        target.node.submit(payload).then(
          ({sequence}) => {
            if (!target.process.alive) return;
            this.#canon.commits(`${target.process.name} for ${this.name}`, target.machine.step, sequence);
            world.scheduler.after(world.between(0.2, 2), () => {
              if (!open) return;
              open = false;
              this.#last = target;
              this.answered = this.#number;
              this.sum += value;
              this.idle = true;
              this.#later();
            });
          },
          (error: SubmitRefused) =>
            world.scheduler.after(0, () => again(error.reason === 'busy' ? 200 : world.between(20, 200))),
        );
      }),
    );
  }
}
