import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {root, type Workspace} from './workspace.ts';

/** Whether a suite sees that something is broken; `how` in a few words. */
export type Verdict = {noticed: boolean; how: string};
export type Suite = {name: string; run: (workspace: Workspace) => Promise<Verdict>};

/** A mutation may make a loop endless: that is noticed, too. */
const patience = 300_000;

/** `random`: a file with random apps and the reference engine's answers; without it there is no such suite. */
export function suites(random: string | undefined): Suite[] {
  return [
    {name: 'recorded cases', run: (workspace) => probe(workspace, ['recorded'])},
    {name: 'restarts', run: (workspace) => probe(workspace, ['restart-anywhere'])},
    ...(random === undefined
      ? []
      : [{name: 'random apps', run: (workspace: Workspace) => probe(workspace, ['random', random])}]),
    {name: 'unit tests', run: units},
  ];
}

async function probe({packages, folder}: Workspace, args: string[]): Promise<Verdict> {
  const {code, out} = await run(
    process.execPath,
    [join(packages, 'conformance/src/mutation/probe.ts'), ...args],
    folder,
  );
  const count = out.trim().split('\n').at(-1) ?? '';
  if (code === 'late') return {noticed: true, how: 'hangs'};
  if (code !== 0 || !/^\d+$/.test(count)) return {noticed: true, how: 'crashes'};
  return {noticed: count !== '0', how: count};
}

async function units({folder}: Workspace): Promise<Verdict> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const {code} = await run(
    process.execPath,
    [vitest, 'run', '--root', folder, '--bail=1', 'packages/engine', 'packages/functions'],
    folder,
  );
  return {noticed: code !== 0, how: code === 0 ? '0' : code === 'late' ? 'hangs' : 'fail'};
}

async function run(command: string, args: string[], cwd: string): Promise<{code: number | 'late'; out: string}> {
  const child = spawn(command, args, {cwd, stdio: ['ignore', 'pipe', 'ignore']});
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, patience);
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number | null]>]);
  clearTimeout(timer);
  return {code: late ? 'late' : (code ?? 1), out};
}
