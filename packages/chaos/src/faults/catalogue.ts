import {clockFaults} from './clock-faults.ts';
import {databaseFaults} from './database-faults.ts';
import type {FaultKind} from './fault.ts';
import {networkFaults} from './network-faults.ts';
import {killBoth, nodeFaults} from './node-faults.ts';

/** Every kind of fault that costs nothing under the durability. */
export function faultKinds(durability: string): readonly FaultKind[] {
  return [
    ...nodeFaults,
    ...(durability === 'database' ? [killBoth] : []),
    ...networkFaults,
    ...databaseFaults,
    ...clockFaults,
  ];
}
