import type {Clock, TimerHandle} from '@tandem/base';

/** Longest wait that the platform's timers know, ms. */
const longest = 2 ** 31 - 1;

/** Monotonic time: it does not jump when somebody sets the machine's clock. */
export const monotonicClock: Clock = {
  now: () => performance.now(),
  at(at: number, fire: () => void): TimerHandle {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const left = at - performance.now();
      timer =
        left <= 0 ? setTimeout(fire, 0) : setTimeout(left > longest ? wait : check, Math.min(Math.ceil(left), longest));
    };
    // A timer of the platform may be a fraction of a millisecond early.
    const check = (): void => (performance.now() >= at ? fire() : wait());
    wait();
    return {cancel: () => clearTimeout(timer)};
  },
};
