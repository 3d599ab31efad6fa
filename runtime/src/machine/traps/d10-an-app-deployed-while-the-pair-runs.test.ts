import {expect, test} from 'vitest';
import type {Input} from '../input.ts';
import {events, Twin} from './twin.ts';

const app = (name: string, factor: number): string => `@app:name('${name}') define stream S (v int);
@sink(type='log') define stream Out (total long);
from S select sum(v) as t insert into Sums;
from Sums select t * ${factor}L as total insert into Out;`;
const deploy = (text: string): Input => ({kind: 'deploy', text, mode: 'put', file: ''});

const steps: Input[] = [
  deploy(app('A', 1)),
  events('A', 'S', [[1]]),
  deploy(app('B', 1)), // the pair runs by now
  events('B', 'S', [[10]]),
  events('A', 'S', [[2]]),
  deploy(app('A', 100)), // an update keeps the state of the query that it leaves as it was
  events('A', 'S', [[3]]),
  {kind: 'activate', app: 'B', active: false},
  events('B', 'S', [[20]]), // refused
  {kind: 'activate', app: 'B', active: true},
  events('B', 'S', [[30]]),
  deploy(app('C', 1)),
  {kind: 'remove', app: 'A'},
  events('C', 'S', [[7]]),
];

/** D10: the events of an app that was deployed after the passive had joined were never synced. */
test.each(steps.map((_, i) => i))(
  'with the newest snapshot after step %i, a takeover has the apps, their texts and states, and every output under its id',
  (cutAfter) => {
    const twin = new Twin();
    let before = 0;
    steps.forEach((input, i) => {
      twin.apply(i, input);
      if (i !== cutAfter) return;
      twin.snapshot();
      before = twin.published.length;
    });
    const {machine, replayed} = twin.takeover();
    expect(machine.apps().map(({name, text}) => [name, text])).toEqual(
      twin.machine.apps().map(({name, text}) => [name, text]),
    );
    expect(machine.apps().map(({name}) => name)).toEqual(['B', 'C']);
    expect(replayed).toEqual(twin.published.slice(before));
    expect(machine.snapshot()).toEqual(twin.machine.snapshot());
  },
);

test('what the steps publish is what their sums say', () => {
  const twin = new Twin();
  steps.forEach((input, i) => twin.apply(i, input));
  expect(twin.published.map(({id, rows}) => `${id} ${JSON.stringify(rows)}`)).toEqual([
    'A/Out/2.1 [[1]]',
    'B/Out/4.1 [[10]]',
    'A/Out/5.1 [[3]]',
    'A/Out/7.1 [[600]]',
    'B/Out/11.1 [[40]]',
    'C/Out/14.1 [[7]]',
  ]);
});
