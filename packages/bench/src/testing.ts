import {type Engine, tandem} from './engine-process.ts';
import {COUNTED} from './rounds.ts';

/** Stands for the reference engine: this one, doing `workload` whatever it is asked. */
export function prepareTandem(workload: string): Engine {
  const job = {kind: 'throughput', workload, batch: 1, warm: 0.01, measure: 0.01, count: COUNTED};
  return {...tandem, name: 'reference', args: [...tandem.args, JSON.stringify(job)]};
}
