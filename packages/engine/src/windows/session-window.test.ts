import {expect, test} from 'vitest';
import {run, turns} from './testing.ts';

test.each([
  {
    name: 'events pass at once and leave together, with their own timestamps, when the gap is over',
    window: 'session(1 sec)',
    turns: '1000:a 1999:b 2999: 3000:',
    want: '+a@1000 / +b@1999 / -a@1000 -b@1999 / ',
  },
  {
    name: 'each key has its own session',
    window: 'session(1 sec, k)',
    turns: '1000:a 1500:b 1900:a 5000:',
    want: '+a@1000 / +b@1500 / +a@1900 / -b@1500 | -a@1000 -a@1900',
  },
  {
    name: 'with latency a session leaves that much later',
    window: 'session(1 sec, k, 500 millisec)',
    turns: '1000:a 2499: 2500:',
    want: '+a@1000 /  / -a@1000',
  },
  {
    name: 'the gap may be a number of ms',
    window: 'session(500)',
    turns: '0:a 500:',
    want: '+a@0 / -a@0',
  },
])('$name', ({window, turns: text, want}) => expect(run(turns(text), {window, stamps: true})).toBe(want));

const late = (at: number, name: string, stamp: number) => ({at, rows: [[name]], stamps: [stamp]});

test.each([
  {
    name: 'a late event within the gap begins the session earlier',
    window: 'session(1 sec)',
    turns: [late(5000, 'a', 5000), late(5100, 'b', 4500), {at: 9000}],
    want: '+a / +b / -b -a',
  },
  {
    name: 'an older event is dropped',
    window: 'session(1 sec)',
    turns: [late(5000, 'a', 5000), late(5100, 'b', 3999), {at: 9000}],
    want: '+a /  / -a',
  },
  {
    name: 'an event past the end of a session that still runs is passed on and held nowhere',
    window: 'session(1 sec)',
    turns: [late(1000, 'a', 1000), late(1100, 'b', 5000), {at: 9000}],
    want: '+a / +b / -a',
  },
  {
    name: 'with latency it begins the next session',
    window: 'session(1 sec, 500)',
    turns: [late(1000, 'a', 1000), late(1100, 'b', 5000), {at: 9000}],
    want: '+a / +b / -a | -b',
  },
  {
    name: 'with latency a late event joins a session that is over and prolongs it',
    window: 'session(1 sec, 500)',
    turns: [late(1000, 'a', 1000), late(2100, 'b', 1800), {at: 2600}, {at: 3300}],
    want: '+a / +b /  / -a -b',
  },
  {
    name: 'and joins it with the running one where they touch',
    window: 'session(1 sec, 900)',
    turns: [late(1000, 'a', 1000), late(2100, 'b', 2100), late(2200, 'c', 1500), {at: 2950}, {at: 4000}],
    want: '+a / +b / +c /  / -a -c -b',
  },
])('$name', ({window, turns: sent, want}) => expect(run(sent, {window})).toBe(want));

test('an event without its key is an error', () => {
  const attributes = [{name: 'k', type: 'string'}] as const;
  expect(() => run([{at: 1, rows: [[null]]}], {window: 'session(1 sec, k)', attributes})).toThrow(
    /key of a session is null/,
  );
});
