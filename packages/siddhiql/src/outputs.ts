import type {Assignment, EventType, OutputAction, OutputRate} from './ast.ts';
import type {Cursor} from './cursor.ts';
import {eventType, startsEventType} from './event-type.ts';
import {attributeReference, expression} from './expressions.ts';
import {wholeNumber} from './literals.ts';
import {sourceRef} from './sources.ts';
import {isTime, timeConstant} from './time.ts';

/** `output [all|first|last] every …` or `output snapshot every …`. */
export function outputRate(c: Cursor): OutputRate | undefined {
  if (!c.is('output')) return undefined;
  const first = c.take();
  if (c.accept('snapshot')) {
    c.expect('every');
    return {kind: 'snapshotRate', every: timeConstant(c), at: c.since(first)};
  }
  const explicit = c.is('all') || c.is('first') || c.is('last');
  const type = explicit ? (c.take().key as 'all' | 'first' | 'last') : 'all';
  c.expect('every', ...(explicit ? [] : ["'all'", "'first'", "'last'", "'snapshot'"]));
  if (isTime(c)) return {kind: 'timeRate', type, explicit, every: timeConstant(c), at: c.since(first)};
  const events = wholeNumber(c, 'a number of events', 'a time such as 5 sec');
  c.expect('events', 'a unit of time');
  return {kind: 'eventRate', type, explicit, events, at: c.since(first)};
}

const actions = ["'insert'", "'delete'", "'update'", "'return'"];

/** `also` is what could have stood before the action. */
export function outputAction(c: Cursor, ...also: string[]): OutputAction {
  const first = c.token;
  switch (c.token.key) {
    case 'insert': {
      c.take();
      const events = startsEventType(c) ? {events: eventType(c)} : {};
      c.expect('into', ...('events' in events ? [] : ["'current events'", "'expired events'", "'all events'"]));
      const target = sourceRef(c, 'the name of a stream, table or window');
      return {kind: 'insert', ...events, target, at: c.since(first)};
    }
    case 'delete': {
      c.take();
      const target = sourceRef(c, 'the name of a table');
      const events = forEvents(c);
      const on = c.accept('on') ? {on: expression(c)} : {};
      return {kind: 'delete', target, ...events, ...on, at: c.since(first)};
    }
    case 'update': {
      c.take();
      const upsert = c.is('or', 'insert', 'into');
      if (upsert) for (let word = 0; word < 3; word++) c.take();
      const target = sourceRef(c, 'the name of a table');
      const events = forEvents(c);
      const set = assignments(c);
      c.expect('on', ...(set.length > 0 ? ["','", 'an operator'] : ["'set'", "'for'"]));
      const on = expression(c);
      return {kind: upsert ? 'upsert' : 'update', target, ...events, set, on, at: c.since(first)};
    }
    case 'return': {
      c.take();
      const events = startsEventType(c) ? {events: eventType(c)} : {};
      return {kind: 'return', ...events, at: c.since(first)};
    }
    default:
      return c.fail(...also, ...actions);
  }
}

function forEvents(c: Cursor): {events?: EventType} {
  return c.accept('for') ? {events: eventType(c)} : {};
}

function assignments(c: Cursor): Assignment[] {
  const found: Assignment[] = [];
  if (!c.accept('set')) return found;
  do {
    const first = c.token;
    const target = attributeReference(c, 'an attribute of the table');
    c.expect('=');
    const value = expression(c);
    found.push({kind: 'assignment', target, value, at: c.since(first)});
  } while (c.accept(','));
  return found;
}
