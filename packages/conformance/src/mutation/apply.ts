import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {assert} from '@tandem/base';
import type {Mutation} from './mutations.ts';

/** The text of the mutated file; throws where the place is not exactly one. `packages`: the folder. */
export function mutated({name, file, from, to}: Mutation, packages: string): string {
  const source = readFileSync(join(packages, file), 'utf8');
  const places = source.split(from).length - 1;
  assert(places === 1, `mutation '${name}': its place is ${places} times in ${file}, not once`);
  // As a function: `$` in the text has no meaning.
  return source.replace(from, () => to);
}
