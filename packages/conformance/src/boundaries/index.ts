import {globSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {checkDeterminism} from './determinism.ts';
import {checkImports} from './check-imports.ts';
import {rules} from './rules.ts';

const repository: string = fileURLToPath(new URL('../../../../', import.meta.url));

/** Prints what breaks the rules on imports and on determinism; answers the exit code. */
export function boundaries(print: (line: string) => void, root: string = repository): number {
  const skip = ['**/node_modules/**', '**/dist/**', '**/cdk.out/**'];
  const paths = globSync('{packages,runtime,infra,scripts}/**/*.ts', {cwd: root, exclude: skip})
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
  const sources = paths.map((path) => ({path, text: readFileSync(join(root, path), 'utf8')}));
  const wrong = [...checkImports(sources, rules), ...checkDeterminism(root)];
  for (const line of wrong) print(line);
  print(wrong.length === 0 ? `boundaries hold in ${paths.length} files` : `${wrong.length} boundaries broken`);
  return wrong.length === 0 ? 0 : 1;
}
