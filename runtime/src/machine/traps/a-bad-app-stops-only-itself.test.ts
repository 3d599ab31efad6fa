import {expect, test} from 'vitest';
import {encodeInput} from '../input.ts';
import {events, newMachine, Twin} from './twin.ts';

const good = `@app:name('Good') define stream S (v int);
@sink(type='log') define stream Out (total long);
from S select sum(v) as total insert into Out;`;
const outputsOf = (twin: Twin): string[] => twin.published.map(({id, rows}) => `${id} ${JSON.stringify(rows)}`);

/** One bad app used to stop the start of all the others at a takeover. */
test.each([
  {name: 'does not parse', text: "@app:name('Bad') define stream S (v"},
  {name: 'names a stream that is not there', text: "@app:name('Bad') from Nowhere select * insert into Out;"},
  {name: 'wants a sink that does not exist', text: "@app:name('Bad') @sink(type='fax') define stream S (v int);"},
  {
    name: 'calls a function that does not exist',
    text: "@app:name('Bad') define stream S (v int); from S select no:such(v) as v insert into O;",
  },
])('an app that $name is refused by both nodes, and the other goes on', ({text}) => {
  const twin = new Twin();
  twin.deploy(good);
  expect(twin.deploy(text)).toMatchObject({ok: false, reason: 'invalid'});
  twin.apply(1, events('Good', 'S', [[5]]));
  const {machine, replayed} = twin.takeover();
  expect(machine.apps().map((app) => app.name)).toEqual(['Good']);
  expect(replayed).toEqual(twin.published);
});

test('an app whose function throws drops the event with a line in the log; the other goes on', () => {
  const twin = new Twin();
  twin.deploy(`@app:name('Bad') define function f[javascript] return int { throw new Error('boom'); };
define stream S (v int); @sink(type='log') define stream Out (v int); from S select f(v) as v insert into Out;`);
  twin.deploy(good);
  twin.apply(1, events('Bad', 'S', [[1]]));
  twin.apply(2, events('Good', 'S', [[5]]));
  expect(outputsOf(twin)[0]).toContain('boom');
  expect(outputsOf(twin)[1]).toBe('Good/Out/4.1 [[5]]');
  expect(twin.takeover().replayed).toEqual(twin.published);
});

test('a defect in one app stops that app at that entry, visibly, and leaves the other and its timers alone', () => {
  const machine = newMachine();
  let sequence = 0;
  const apply = (timestamp: number, input: Parameters<typeof encodeInput>[0]): ReturnType<typeof machine.apply> =>
    machine.apply({sequence: ++sequence, timestamp, epoch: 1, payload: encodeInput(input)});
  apply(0, {kind: 'deploy', text: good.replace("'Good'", "'Bad'"), mode: 'put', file: ''});
  apply(0, {kind: 'deploy', text: good, mode: 'put', file: ''});
  const defective = machine.app('Bad')?.instance;
  if (!defective) throw new Error('the app should run');
  defective.input = () => {
    throw new TypeError('a defect');
  };
  const hit = apply(1, events('Bad', 'S', [[1]]));
  expect(hit.reply).toMatchObject({ok: false});
  expect(hit.outputs[0]?.body).toMatchObject({kind: 'line', level: 'error'});
  expect(machine.app('Bad')).toMatchObject({instance: undefined, stoppedBy: 'a defect'});
  expect(apply(2, events('Good', 'S', [[5]])).outputs[0]?.body).toMatchObject({events: [{data: [5]}]});
  // The other node, which starts from a snapshot of this, has one running app and one that is stopped for the same reason.
  const other = newMachine();
  other.restore(machine.snapshot());
  expect(other.apps().map((app) => [app.name, app.instance !== undefined, app.stoppedBy])).toEqual([
    ['Bad', false, 'a defect'],
    ['Good', true, undefined],
  ]);
});

test('an app that a defect has stopped goes on with its state when it is started again, on both nodes', () => {
  const twin = new Twin();
  twin.deploy(good);
  twin.apply(1, events('Good', 'S', [[5]]));
  const running = twin.machine.app('Good')?.instance;
  if (!running) throw new Error('the app should run');
  running.input = () => {
    throw new TypeError('a defect');
  };
  twin.apply(2, events('Good', 'S', [[1]]));
  expect(twin.machine.app('Good')).toMatchObject({instance: undefined, stoppedBy: 'a defect'});
  twin.snapshot();
  const other = twin.takeover().machine;
  for (const machine of [twin.machine, other]) {
    machine.apply({
      sequence: 4,
      timestamp: 3,
      epoch: 1,
      payload: encodeInput({kind: 'activate', app: 'Good', active: true}),
    });
    const payload = encodeInput(events('Good', 'S', [[2]]));
    const {outputs} = machine.apply({sequence: 5, timestamp: 4, epoch: 1, payload});
    expect(outputs[0]?.body).toMatchObject({events: [{data: [7]}]});
  }
});
