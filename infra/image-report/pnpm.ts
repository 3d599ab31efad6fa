import {execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {type BillOfMaterials} from './bill-of-materials.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LIMIT = 120_000;

/** What is known about the weaknesses of the packages; `unknown` when nobody could be asked. */
export type Audit =
  | {readonly kind: 'checked'; readonly bySeverity: Readonly<Record<string, number>>}
  | {readonly kind: 'unknown'; readonly why: string};

/** The pnpm that the workspace pins. */
function pnpm(args: readonly string[]): Promise<{stdout: string; stderr: string}> {
  const {packageManager} = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {packageManager: string};
  return run('npx', ['-y', packageManager, ...args], {cwd: ROOT, timeout: LIMIT, maxBuffer: 64 << 20});
}

/** The packages that the server is made of, from the lock file, as CycloneDX. */
export async function packagesOfServer(): Promise<BillOfMaterials> {
  const {stdout} = await pnpm([
    '--filter',
    '@tandem/runtime',
    'sbom',
    '--prod',
    '--lockfile-only',
    '--sbom-format',
    'cyclonedx',
    '--sbom-type',
    'application',
  ]);
  return JSON.parse(stdout) as BillOfMaterials;
}

/** Known weaknesses of the packages that the server is made of, as the registry tells them. */
export async function audit(): Promise<Audit> {
  try {
    const {stdout} = await pnpm(['audit', '--prod', '--json']);
    return auditFrom(stdout);
  } catch (error) {
    // It also ends with an error when it finds something.
    const {stdout = '', stderr = '', message} = error as Error & {stdout?: string; stderr?: string};
    const found = auditFrom(stdout);
    if (found.kind === 'checked') return found;
    return {kind: 'unknown', why: reasonIn(`${stdout}\n${stderr}`) ?? message.split('\n')[0] ?? message};
  }
}

/** @param text what `pnpm audit --json` printed */
export function auditFrom(text: string): Audit {
  try {
    const {metadata} = JSON.parse(text) as {metadata?: {vulnerabilities?: Record<string, number>}};
    if (metadata?.vulnerabilities !== undefined) return {kind: 'checked', bySeverity: metadata.vulnerabilities};
  } catch {
    // Not what was asked for: said below.
  }
  return {kind: 'unknown', why: reasonIn(text) ?? 'its answer is not understood'};
}

/** A refusal in one line, without the address of the registry, which may be of the reader's own network. */
function reasonIn(text: string): string | undefined {
  const status = /responded with (\d{3})/.exec(text.replaceAll(/[│\s]+/g, ' '))?.[1];
  return status === undefined ? undefined : `the registry answers ${status} to an audit`;
}
