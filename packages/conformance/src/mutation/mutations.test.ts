import {join} from 'node:path';
import {expect, test} from 'vitest';
import {mutated} from './apply.ts';
import {mutations} from './mutations.ts';
import {root} from './workspace.ts';

test.each(mutations)('there is exactly one place to break: $name', (mutation) => {
  expect(mutated(mutation, join(root, 'packages'))).toContain(mutation.to);
});

test('a mutation that no longer finds its place is refused', () => {
  const gone = {name: 'gone', file: 'conformance/src/mutation/apply.ts', from: 'no such\u0020text', to: ''};
  expect(() => mutated(gone, join(root, 'packages'))).toThrow("mutation 'gone': its place is 0 times in");
});
