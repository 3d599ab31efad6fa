import {cpuShare, trend} from './samples.ts';
import {type Soak, type SoakOptions} from './soak.ts';

export type Target = {readonly what: string; readonly want: string; readonly got: string; readonly met: boolean};

const START_LIMIT = 2000;
/** Of memory late in the run to memory early in it. */
const FLAT = 1.1;
/** Of the rate asked for. */
const ENOUGH = 0.98;

/** What a small container must bear, and whether it did. */
export function verdict(soak: Soak, {rate}: Pick<SoakOptions, 'rate'>): Target[] {
  const {steady, overload, samples} = soak;
  const nodes = Object.keys(samples[0]?.memoryMiB ?? {});
  const firstStarts = soak.starts.slice(0, 2).map(({acceptingMs}) => acceptingMs);
  const outOfSync = samples.filter(({inSync}) => !inSync).length;
  const pushedBack = overload.reasons['answered 429'] ?? 0;
  const faults = (of: typeof steady): number => of.lost + of.doubled + of.refused + of.unanswered;
  return [
    {
      what: 'start to accepting events',
      want: `below ${START_LIMIT} ms`,
      got: `${firstStarts.join(' and ')} ms`,
      met: firstStarts.length > 0 && firstStarts.every((ms) => ms < START_LIMIT),
    },
    {
      what: 'events a second, answered',
      want: `${rate}`,
      got: `${steady.perSecond}, median ${steady.medianWaitMs} ms, 99 % within ${steady.p99WaitMs} ms`,
      met: steady.perSecond >= rate * ENOUGH,
    },
    {
      what: 'the passive node in sync',
      want: 'always',
      got: `in ${samples.length - outOfSync} of ${samples.length} samples`,
      met: samples.length > 0 && outOfSync === 0,
    },
    ...nodes.map((node) => {
      const {early, late} = trend(samples, node);
      return {
        what: `memory of ${node}`,
        want: `flat (within ${Math.round((FLAT - 1) * 100)} %)`,
        got: `${early.toFixed(0)} MiB, later ${late.toFixed(0)} MiB; ${cpuShare(samples, node).toFixed(3)} vCPU`,
        met: late <= early * FLAT,
      };
    }),
    {
      what: 'lost, doubled, refused or unanswered, steady',
      want: '0',
      got: `${faults(steady)} of ${steady.answered}`,
      met: steady.answered > 0 && faults(steady) === 0,
    },
    {
      what: 'pushed back with 429 when overloaded',
      want: 'some',
      got: `${pushedBack}, at ${overload.perSecond} events a second`,
      met: pushedBack > 0,
    },
    {
      what: 'lost, doubled, refused or unanswered, overloaded',
      want: '0',
      got: `${faults(overload)} of ${overload.answered}`,
      met: overload.answered > 0 && faults(overload) === 0,
    },
  ];
}
