import type {Clock} from '@tandem/base';
import type {WallClock} from './ports.ts';

/** How fast entry time goes on while the wall clock is behind it: windows last about as long as they should, and the clock catches up. */
const pace = 7 / 8;

/**
 * The time of entries: the wall clock's, and never before the last entry.
 * While the wall clock is behind that (somebody set it back, or the active
 * before had one that was ahead), time goes on by the monotonic clock, an
 * eighth slower, until the wall clock has caught up. Standing still instead
 * would keep every time window open for as long.
 */
export class EntryTime {
  readonly #wall: WallClock;
  readonly #clock: Clock;
  /** Where the wall clock was found to be behind: own time, and the time of the entry then. */
  #behind: {since: number; last: number} | undefined;

  constructor(wall: WallClock, clock: Clock) {
    this.#wall = wall;
    this.#clock = clock;
  }
  /** Now, in whole ms since 1970. `last`: the time of the newest entry. */
  now(last: number): number {
    const wall = Math.floor(this.#wall());
    const at = this.#clock.now();
    if (wall >= last && (!this.#behind || wall >= this.#slow(at))) {
      this.#behind = undefined;
      return wall;
    }
    this.#behind ??= {since: at, last};
    return Math.max(last, Math.floor(this.#slow(at)));
  }
  #slow(at: number): number {
    return this.#behind ? this.#behind.last + (at - this.#behind.since) * pace : 0;
  }
}
