import {expect, test} from 'vitest';
import {checkImports} from './check-imports.ts';
import {rules} from './rules.ts';

const check = (path: string, name: string) => checkImports([{path, text: `import {x} from '${name}';`}], rules);

test.each([
  [
    'packages/engine/src/a.ts',
    '@tandem/cluster',
    "'@tandem/cluster' is not for engine (the engine knows nothing of the cluster); it may import base, siddhiql, functions, wire",
  ],
  ['packages/cluster/src/a.ts', '@tandem/engine', "'@tandem/engine' is not for cluster"],
  ['packages/base/src/a.ts', '@tandem/wire', 'it may import nothing of the workspace'],
  ['infra/constructs/a.ts', '@tandem/runtime', "'@tandem/runtime' is not for infra"],
  ['runtime/src/a.ts', '@tandem/conformance', "'@tandem/conformance' is not for runtime"],
  ['packages/engine/src/a.ts', '../../wire/src/index.ts', "leaves packages/engine: import '@tandem/wire'"],
  ['packages/engine/src/a.ts', '../../../../elsewhere.ts', 'leaves packages/engine'],
  ['scripts/a.ts', '../elsewhere/src/index.ts', 'leaves scripts'],
  ['packages/engine/src/a.ts', '@tandem/else', 'is no package of the workspace'],
  ['packages/new/src/a.ts', './b.ts', 'no rule says what this folder may import'],
  ['packages/engine/src/a.test.ts', '@tandem/cluster', "'@tandem/cluster' is not for engine"],
])('%s may not import %s', (path, name, complaint) => {
  const [first, ...rest] = check(path, name);
  expect(first).toContain(`${path}: `);
  expect(first).toContain(complaint);
  expect(rest).toEqual([]);
});

test.each([
  ['packages/engine/src/a.ts', '@tandem/siddhiql'],
  ['packages/engine/src/windows/a.ts', '../core/b.ts'],
  ['infra/constructs/a.ts', '@tandem/runtime/config'],
  ['packages/store-mysql/src/a.test.ts', '@tandem/conformance'],
  ['packages/cluster/src/simulation/testing/a.ts', '@tandem/conformance'],
  ['scripts/a.ts', '@tandem/conformance/cases'],
  ['scripts/a.ts', '../packages/wire/src/frames.ts'],
  ['runtime/src/a.ts', 'express'],
])('%s may import %s', (path, name) => {
  expect(check(path, name)).toEqual([]);
});

test('a circle of packages is told once, wherever it is entered', () => {
  const free = ['a', 'b', 'c', 'd'].map((name) => ({name, folder: name, may: ['a', 'b', 'c', 'd'], why: ''}));
  const imports = (from: string, to: string, file = 'x.ts') => ({
    path: `${from}/${file}`,
    text: `import '@tandem/${to}';`,
  });
  const circle = [imports('c', 'a'), imports('a', 'b'), imports('d', 'a'), imports('b', 'c')];
  expect(checkImports(circle, free)).toEqual(['packages import one another in a circle: a -> b -> c -> a']);
  expect(checkImports([imports('a', 'b'), imports('b', 'a', 'x.test.ts')], free)).toEqual([]);
});

test('the rules themselves have no circle', () => {
  const all = rules.map((r) => ({
    path: `${r.folder}/a.ts`,
    text: r.may.map((name) => `import '@tandem/${name}';`).join('\n'),
  }));
  expect(checkImports(all, rules)).toEqual([]);
});
