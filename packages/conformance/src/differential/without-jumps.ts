import {must} from '@tandem/base';
import type {Step} from '../cases/case.ts';
import type {Control} from './controls.ts';

const tick = 'define stream Tick (x int)';
export const ticked = (app: string): boolean => app.includes(tick);

/** The same with a tick at each time at which a wait for silence may end, and each event on its own: the clock jumps over none. */
export const withoutJumps: Control = ({app, steps}) => {
  const waits = [...app.matchAll(/ for (\d+) (milli)?s/g)].map(([, n, milli]) => Number(n) * (milli ? 1 : 1000));
  const ends = new Set<number>();
  let clock = Number.NEGATIVE_INFINITY;
  const slowly = steps.flatMap((step): Step[] =>
    singly(step).flatMap((single) => {
      if (!('send' in single) || !('ts' in single)) return [single];
      const {ts = clock} = single;
      const ticks = [...ends].filter((end) => end > clock && end < ts).sort((a, b) => a - b);
      clock = Math.max(clock, ts);
      // A wait may begin where another one ended.
      for (const first of [0, ...waits]) for (const second of waits) ends.add(ts + first + second);
      return [...ticks.map((end): Step => ({send: 'Tick', ts: end, data: [0]})), single];
    }),
  );
  return {app: app.replace('define ', `${tick}; define `), steps: slowly};
};

function singly(step: Step): Step[] {
  if (!('events' in step)) return [step];
  return step.events.map(({ts, data}) => ({send: step.send, ts: must(ts, 'a time'), data}));
}
