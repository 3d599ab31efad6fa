import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Engine} from './engine-process.ts';
import {finished} from './process.ts';

const driver = fileURLToPath(new URL('../reference/Reference.java', import.meta.url));
const pom = fileURLToPath(new URL('../../conformance/oracle/pom.xml', import.meta.url));
const cache = fileURLToPath(new URL('../../../node_modules/.cache/bench-reference', import.meta.url));

/** The reference engine: fetched with Maven by the pom of the conformance oracle, its driver compiled. */
export async function prepareReference(print: (line: string) => void): Promise<Engine> {
  mkdirSync(cache, {recursive: true});
  const paths = join(cache, 'cp.txt');
  if (!existsSync(paths)) {
    print('fetching the reference engine with Maven');
    await finished('mvn', ['-q', '-B', '-f', pom, 'dependency:build-classpath', `-Dmdep.outputFile=${paths}`]);
  }
  const classPath = readFileSync(paths, 'utf8').trim();
  await finished('javac', ['-cp', classPath, '-d', cache, driver]);
  return {
    name: 'reference',
    command: 'java',
    args: ['-Xmx2g', '-Dorg.slf4j.simpleLogger.defaultLogLevel=off', '-cp', `${cache}:${classPath}`, 'Reference'],
    version: versionIn(readFileSync(pom, 'utf8')),
  };
}

function versionIn(text: string): string {
  const version = /<siddhi>([^<]+)<\/siddhi>/.exec(text)?.[1];
  if (version === undefined) throw new Error(`${pom} does not say which version of the reference engine it fetches`);
  return version;
}
