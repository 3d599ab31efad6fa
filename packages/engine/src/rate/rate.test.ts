import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {limit, ratePlan} from './testing.ts';

const grouped = {grouped: true};

test.each([
  {name: 'all collects n, then lets them go', rate: 'every 2 events', text: '1:+a 2:+b 3:+c', want: ' / +a=0 +b=0 / '},
  {
    name: 'a large chunk lets several n go as one, the rest waits',
    rate: 'all every 3 events',
    text: '1:+a,+b,+c,+d,+e,+f,+g 2:+h,+i',
    want: '+a=0 +b=0 +c=0 +d=0 +e=0 +f=0 / +g=0 +h=0 +i=0',
  },
  {name: 'expired events count like currents', rate: 'every 2 events', text: '1:+a 2:-a,+b', want: ' / +a=0 -a=0'},
  {
    name: 'first lets the 1st and the n+1-th pass at once',
    rate: 'first every 2 events',
    text: '1:+a 2:+b 3:+c',
    want: '+a=0 /  / +c=0',
  },
  {
    name: 'first of every one event is every event',
    rate: 'first every 1 events',
    text: '1:+a 2:+b',
    want: '+a=0 / +b=0',
  },
  {
    name: 'first counts each group for itself',
    rate: 'first every 2 events',
    info: grouped,
    text: '1:+a 2:+b 3:+a=1 4:+a=2',
    want: '+a=0 / +b=0 /  / +a=2',
  },
  {name: 'last lets the n-th pass', rate: 'last every 2 events', text: '1:+a 2:+b 3:+c,+d', want: ' / +b=0 / +d=0'},
  {
    name: 'last counts all groups together and lets the last of each go',
    rate: 'last every 3 events',
    info: grouped,
    text: '1:+a 2:+b 3:+a=1 4:+c 5:+c=1 6:+c=2',
    want: ' /  / +a=1 +b=0 /  /  / +c=2',
  },
])('by events: $name', ({rate, info = {}, text, want}) => expect(limit(text, {rate, info})).toBe(want));

test.each([
  {
    name: 'all lets go at each tick what came since the one before',
    rate: 'every 1 sec',
    text: '100:+a 200:+b 1000:+c 5000:',
    want: ' /  / +a=0 +b=0 / +c=0',
  },
  {
    name: 'the phase is that of the start, not of the first event',
    rate: 'all every 1 sec',
    text: '2900:+a 2999: 3000:',
    want: ' /  / +a=0',
  },
  {name: 'last lets go the last one', rate: 'last every 1 sec', text: '100:+a,+b 1000: 2000:', want: ' / +b=0 / '},
  {
    name: 'last lets go the last of each group',
    rate: 'last every 1 sec',
    info: grouped,
    text: '100:+b,+a,+b=1 1000:',
    want: ' / +b=1 +a=0',
  },
  {
    name: 'first lets one pass when none did for that long',
    rate: 'first every 1 sec',
    text: '100:+a,+b 1099:+c 1100:+d',
    want: '+a=0 /  / +d=0',
  },
  {
    name: 'first looks at each group for itself',
    rate: 'first every 1 sec',
    info: grouped,
    text: '100:+a,+b,+a=1 600:+c 1100:+a=2,+c=1',
    want: '+a=0 +b=0 / +c=0 / +a=2',
  },
])('by time: $name', ({rate, info = {}, text, want}) => expect(limit(text, {rate, info})).toBe(want));

const window = {window: true};
const aggregated = {window: true, aggregates: [false, true]};
test.each([
  {
    name: 'without a window the last event, again and again',
    text: '100:+a 1000: 2500:+b 3000:',
    want: ' / +a=0 / +a=0 / +b=0',
  },
  {
    name: 'with group by the last of every group',
    info: grouped,
    text: '1:+a,+b,+a=1 1000: 2000:',
    want: ' / +a=1 +b=0 / +a=1 +b=0',
  },
  {
    name: 'with a window the rows in it; an expired one takes away its equal',
    info: window,
    text: '1:+a,+b,+a 1000: 1500:-a 2000: 2500:-b,-a 3000:',
    want: ' / +a=0 +b=0 +a=0 /  / +b=0 +a=0 /  / ',
  },
  {name: 'a reset clears', info: window, text: '1:+a,+b 2:-a,!,+c 1000:', want: ' /  / +c=0'},
  {
    name: 'aggregates are the newest on all rows, an expired event’s too',
    info: aggregated,
    text: '1:+a=1 2:+b=2 1000: 1001:-a=1 2000:',
    want: ' /  / +a=2 +b=2 /  / +b=1',
  },
  {
    name: 'with group by one row a group, the oldest, with the group’s newest aggregates',
    info: {...aggregated, grouped: true},
    text: '1:+a=1,+b=5,+a=3 1000: 1001:-b=0,-a=2 2000:',
    want: ' / +a=3 +b=5 /  / +a=2',
  },
  {
    name: 'of aggregates only, one row',
    info: {window: true, aggregates: [true, true]},
    text: '1:+a=1 2:+b=2 1000: 1001:-c=3 2000: 2001:-d=4 3000:',
    want: ' /  / +b=2 /  / +c=3 /  / ',
  },
])('snapshot: $name', ({info = {}, text, want}) =>
  expect(limit(text, {rate: 'snapshot every 1 sec', info})).toBe(want),
);

test.each([
  ['every 0 events', {}, /would never output/],
  ['first every 0 sec', {}, /at least 1 ms/],
  ['snapshot every 1 sec', {events: 'current'}, /takes all events/],
  ['snapshot every 1 sec', {events: 'expired'}, /takes all events/],
] as const)('%s with %j is refused', (rate, info, reason) => expect(() => ratePlan(rate, info)).toThrow(reason));

test('only limiters that look at groups ask for them, only snapshots for every event', () => {
  expect(ratePlan('every 2 events', grouped)).toMatchObject({needsGroups: false, everyEvent: false});
  expect(ratePlan('last every 2 events', grouped)).toMatchObject({needsGroups: true, everyEvent: false});
  expect(ratePlan('last every 2 sec')).toMatchObject({needsGroups: false, everyEvent: false});
  expect(ratePlan('snapshot every 2 sec', grouped)).toMatchObject({needsGroups: true, everyEvent: true});
});

const event = fc
  .tuple(fc.constantFrom('+', '+', '-'), fc.constantFrom('a', 'b', 'c'), fc.nat(3))
  .map(([kind, k, v]) => `${kind}${k}=${v}`);
const story = fc
  .array(fc.tuple(fc.nat(700), fc.array(event, {maxLength: 3})), {minLength: 1, maxLength: 14})
  .map((list) => {
    let at = 0;
    return list.map(([wait, events]) => `${(at += wait)}:${events.join(',')}`).join(' ');
  });
const rates = ['all', 'first', 'last'].flatMap((type) => [`${type} every 3 events`, `${type} every 1 sec`]);

test.each([...rates, 'snapshot every 1 sec'])('a restart after any turn changes nothing: %s', (rate) => {
  const info = fc.record({
    grouped: fc.boolean(),
    window: fc.boolean(),
    aggregates: fc.constantFrom([false, false], [false, true], [true, true]),
  });
  fc.assert(
    fc.property(story, info, fc.nat(14), (text, given, restartAt) => {
      expect(limit(text, {rate, info: given, restartAt})).toBe(limit(text, {rate, info: given}));
    }),
    {numRuns: 50},
  );
});
