/**
 * Run in the copy with the mutation: prints how many cases are seen to be wrong
 * there, as a number on the last line. Arguments: a mode of conformance runs, or
 * `random` and the file with random apps and their answers.
 */
import {readFileSync} from 'node:fs';
import {must} from '@tandem/base';
import {type Mode, runFolder} from '../cases/run-folder.ts';
import type {Spec} from '../differential/generate.ts';
import {judge} from '../differential/judge.ts';
import type {Answer} from '../differential/oracle.ts';

const [what, file] = process.argv.slice(2);
if (what === 'random') {
  let different = 0;
  for (const line of readFileSync(must(file, 'a file'), 'utf8').split('\n')) {
    if (line === '') continue;
    const {spec, answer} = JSON.parse(line) as {spec: Spec; answer: Answer};
    if (judge(spec, answer).verdict === 'different') different++;
  }
  console.log(different);
} else {
  const mode = what as Mode;
  // Restarts take their time, and the cases are alike: one in six stands for all.
  const every = mode === 'recorded' ? 1 : 6;
  const results = runFolder(undefined, {mode, every});
  console.log(results.filter(({verdict}) => verdict === 'failed').length);
}
