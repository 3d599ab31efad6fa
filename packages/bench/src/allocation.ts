import {getHeapStatistics} from 'node:v8';
import {must} from '@tandem/base';
import {stockEvents} from './events.ts';
import {Running} from './running.ts';
import {workloadOf} from './workloads.ts';

/** Bytes that the heap was asked for, per event, the events themselves left out. */
export type Allocation = {perEvent: number};

/**
 * What an event costs the heap in the long run, without a clock: with a young generation so large that nothing is collected
 * while it is measured, what is used afterwards and was not before is what was allocated.
 */
export function allocation({workload, events}: {workload: string; events: number}): Allocation {
  const collect = must(globalThis.gc, 'a process with --expose-gc');
  const rows = stockEvents(4096);
  const running = new Running(workloadOf(workload), rows, 1);
  running.feed(40_960);
  const pieces: number[] = [];
  for (let i = 0; i < 5; i++) {
    collect();
    const before = getHeapStatistics().used_heap_size;
    running.feed(events);
    pieces.push((getHeapStatistics().used_heap_size - before) / events);
  }
  return {perEvent: pieces.toSorted((a, b) => a - b)[2]!};
}

/** A young generation that holds all that is allocated between two collections here. */
export const allocationFlags = ['--min-semi-space-size=128', '--max-semi-space-size=128'];
