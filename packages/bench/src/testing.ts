import {fileURLToPath} from 'node:url';
import {type Engine, tandem} from './engine-process.ts';

/** Stands for the reference engine: this one, doing `workload` whatever it is asked. */
export function standIn(workload: string): Engine {
  const path = fileURLToPath(new URL('stand-in.testing.ts', import.meta.url));
  return {...tandem, name: 'reference', args: ['--expose-gc', path, workload]};
}
