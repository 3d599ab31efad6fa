import type {EventType} from './ast.ts';
import type {Cursor} from './cursor.ts';

const types: ReadonlySet<string> = new Set<EventType>(['current', 'expired', 'all']);

export function startsEventType(c: Cursor): boolean {
  return c.isOneOf(types) || c.is('events');
}

/** `all events`, `expired events`, `current events`; plain `events` means current. */
export function eventType(c: Cursor): EventType {
  if (!startsEventType(c)) c.fail("'current events'", "'expired events'", "'all events'");
  const type = c.is('events') ? 'current' : (c.take().key as EventType);
  c.expect('events');
  return type;
}
