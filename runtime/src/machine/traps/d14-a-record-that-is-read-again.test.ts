import {expect, test} from 'vitest';
import {encodeInput} from '../input.ts';
import {events, Twin} from './twin.ts';

const text = `@app:name('A') define stream S (v int);
@sink(type='log') define stream Out (total long);
from S select sum(v) as total insert into Out;`;

/** D14: after a takeover the same records came from the broker and from the queue. */
test.each([
  {where: 'in the queue', cutAfter: false},
  {where: 'in the snapshot', cutAfter: true},
])('a record whose key is $where counts once, is answered as before, and publishes nothing', ({cutAfter}) => {
  const twin = new Twin();
  twin.deploy(text);
  twin.snapshot();
  const record = events('A', 'S', [[5]], 'topic/0/17');
  const first = twin.reply(5, record);
  if (cutAfter) twin.snapshot();
  const {machine} = twin.takeover();
  const entry = (sequence: number, input: typeof record): Parameters<typeof machine.apply>[0] => ({
    sequence,
    timestamp: 6,
    epoch: 2,
    payload: encodeInput(input),
  });
  expect(machine.apply(entry(3, record))).toEqual({outputs: [], reply: {...first, repeated: true}});
  const next = machine.apply(entry(4, events('A', 'S', [[1]], 'topic/0/18')));
  expect(next.outputs[0]?.body).toMatchObject({events: [{data: [6]}]});
});
