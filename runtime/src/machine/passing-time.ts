import type {Deployed} from './deployed.ts';
import type {Deployments} from './deployments.ts';
import type {Topics} from './topics.ts';
import type {Turn} from './turn.ts';

/** When the next timer of any app falls due, ms since 1970. */
export function nextDue(apps: Deployments): number | undefined {
  let next: number | undefined;
  for (const {instance} of apps.all()) {
    const due = instance?.app.nextDue();
    if (due !== undefined && (next === undefined || due < next)) next = due;
  }
  return next;
}

/** Fires what is due up to `to`, over all apps in order of due time; of equal ones the app deployed first. */
export function passTime(to: number, turn: Turn, apps: Deployments, topics: Topics): void {
  if (to < turn.now) return;
  let stuck: Set<Deployed> | undefined; // clocks that do not move: an app under @app:playback would be asked for ever
  for (;;) {
    let first: Deployed | undefined;
    let due = to;
    for (const deployed of apps.all()) {
      const next = deployed.instance?.app.nextDue();
      if (next !== undefined && !stuck?.has(deployed) && (next < due || (next === due && !first)))
        [first, due] = [deployed, next];
    }
    if (!first) break;
    const app = first;
    turn.now = Math.max(turn.now, due);
    const before = app.instance?.app.nextDue();
    apps.guard(app, (siddhi) => siddhi.advanceTo(due));
    topics.drain();
    if (before !== undefined && before <= due && app.instance?.app.nextDue() === before) (stuck ??= new Set()).add(app);
  }
  turn.now = to;
  for (const deployed of apps.all()) if (deployed.instance) apps.guard(deployed, (siddhi) => siddhi.advanceTo(to));
  topics.drain();
}
