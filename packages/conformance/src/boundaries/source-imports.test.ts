import {expect, test} from 'vitest';
import {sourceImports} from './source-imports.ts';

test.each<[string, string, string[]]>([
  ['imports', `import a from 'a';\nimport type {B} from "b";\nimport 'c';`, ['a', 'b', 'c']],
  ['exports', `export * from './a.ts'; export type {B} from './b.ts';`, ['./a.ts', './b.ts']],
  ['dynamic imports and import types', `const m = await import('m'); type T = import('t').T;`, ['m', 't']],
  ['several lines', `import {\n  a,\n  // b,\n  c,\n} from /* why */ 'x';`, ['x']],
  ['comments', `// import 'a';\n/* from 'b' */ import 'c';`, ['c']],
  ['strings', `const a = "from 'a'"; const b = 'import "b"'; const from = 'c';`, []],
  ['templates', "const a = `import 'a' ${b(`from 'b' ${{c: \"}\"}}`)} from 'c'`; import 'd';", ['d']],
  ['templates that escape', "const a = `\\` ${1} $ \\${ from 'x'`; import 'd';", ['d']],
  ['regular expressions', `const a = /['"\`]/.test(b) && x.split(/[/'"]/g); import 'd';`, ['d']],
  ['divisions', `const a = b / c; const d = (e) / 'f'.length / 2; import 'd';`, ['d']],
  ['a property named from', `x.from('a'); Array.from(["b"]);`, []],
])('%s', (_, text, names) => {
  expect(sourceImports(text)).toEqual(names);
});

test('quotes in a regular expression behind return do not open a string', () => {
  expect(sourceImports(`function f() { return /'/.test(x); }\nimport 'a'; const b = "'";`)).toEqual(['a']);
});
