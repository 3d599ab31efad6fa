import {valueText} from '@tandem/functions';
import {KeySlots} from '../core/key-slots.ts';
import {type Changing, Instance} from './instance.ts';

/** The instances of a partition by key, in the order in which they were made; and beside that, the ones met last by what is near. */
export class Keys {
  readonly #make: (key: string) => Instance;
  readonly all = new Map<string, Instance>();
  /** Of keys that are text in the events. */
  readonly near: KeySlots<Instance>;
  /** Of keys that are whole numbers in the events. */
  readonly numbers = new Map<number, Instance>();
  /** How many cuts there were: the instances of older ones are to be told before they change. */
  readonly cuts = {now: 0};
  /** The engine's time when the first of the instances came. */
  since = 0;
  readonly now: () => number;
  readonly #owner: Changing;

  constructor(owner: Changing, make: (key: string) => Instance, now: () => number) {
    this.#owner = owner;
    this.#make = make;
    this.now = now;
    // Of no cut, so of no key.
    this.near = new KeySlots(new Instance('', -1, -1, owner));
  }
  /** The instance of a key, about to change. */
  of(key: string): Instance {
    let instance = this.all.get(key);
    if (instance === undefined) {
      if (this.all.size === 0) this.since = this.now();
      instance = this.#make(key);
      this.all.set(key, instance);
    } else if (instance.cut !== this.cuts.now) this.#owner.changes(instance);
    return instance;
  }
  /** The engine's time of its last event. */
  usedAt({used}: Instance): number {
    return this.since + used;
  }
  /** The instance of the key of an event that comes at `now`. */
  used(key: string, now = this.now()): Instance {
    const instance = this.of(key);
    instance.used = now - this.since;
    return instance;
  }
  found(key: string): Instance {
    const instance = this.of(key);
    this.near.found(key, instance, this.all);
    return instance;
  }
  foundByNumber(value: number): Instance {
    const instance = this.of(valueText(value, 'long'));
    this.numbers.set(value, instance);
    return instance;
  }
  /** Some have left, or all. */
  forgetNear(): void {
    this.near.clear();
    this.numbers.clear();
  }
}
