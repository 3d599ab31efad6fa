import {seeded} from '@tandem/base';
import type {Flight} from './flights.ts';

/** What one client pushes, in order: JSON arrays of 20 to 120 flights, and every fifth time a single one. */
export function pushesOf(client: number, mine: readonly Flight[]): {body: string; events: number}[] {
  const random = seeded(client + 1);
  const pushes: {body: string; events: number}[] = [];
  for (let at = 0; at < mine.length;) {
    const size = random.below(5) === 0 ? 1 : 20 + random.below(101);
    const events = mine.slice(at, at + size).map((flight, i) => ({client, n: at + i, ...flight}));
    pushes.push({body: JSON.stringify(events.length === 1 ? {event: events[0]} : events), events: events.length});
    at += size;
  }
  return pushes;
}
