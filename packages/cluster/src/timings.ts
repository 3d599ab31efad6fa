import type {Timings} from './api.ts';

/** A dead active is noticed in `max(promise, lease)` plus one look at the row: under 4 s. */
export const defaultTimings: Timings = {
  heartbeat: 300,
  promise: 2_000,
  lease: 3_000,
  renewEvery: 750,
  statementTimeout: 900,
  margin: 400,
  isolation: 120_000,
  poll: 400,
};

/** Largest rate at which a monotonic clock or the database's clock may run fast or slow: 500 ppm. */
const drift = 0.0005;
/** What a step or a reading error of a clock may cost beside drift, ms. */
const clockStep = 100;

/** The inequalities that `t` breaks, in words with the values; none: fit to start with. */
export function checkTimings(t: Timings): string[] {
  const faults: string[] = [];
  for (const [name, value] of Object.entries(t)) {
    if (!(Number.isFinite(value) && value > 0)) faults.push(`${name} must be above 0 ms, found ${value}`);
  }
  if (t.promise <= 3 * t.heartbeat + t.margin) {
    faults.push(
      `promise must be above 3 x heartbeat + margin = ${3 * t.heartbeat + t.margin} ms, found ${t.promise}: ` +
        'one late acknowledgement would end it',
    );
  }
  if (t.lease <= t.renewEvery + 2 * t.statementTimeout + t.margin) {
    faults.push(
      `lease must be above renewEvery + 2 x statementTimeout + margin = ` +
        `${t.renewEvery + 2 * t.statementTimeout + t.margin} ms, found ${t.lease}: one slow statement would end it`,
    );
  }
  const least = 2 * drift * Math.max(t.lease, t.promise) + clockStep;
  if (t.margin < least) {
    faults.push(`margin must be at least ${least} ms for lease ${t.lease} and promise ${t.promise}, found ${t.margin}`);
  }
  if (t.isolation <= Math.max(t.lease, t.promise)) {
    faults.push(
      `isolation must be above lease ${t.lease} and promise ${t.promise}, found ${t.isolation}: ` +
        'it has to outlast a failover of the database',
    );
  }
  if (t.lease + t.margin < 2 * drift * t.isolation) {
    faults.push(`lease + margin must be at least ${2 * drift * t.isolation} ms for isolation ${t.isolation}`);
  }
  return faults;
}
