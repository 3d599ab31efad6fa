import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {text} from 'node:stream/consumers';

/** The last line that a process printed; throws when it ends with an error. */
export async function finished(command: string, args: readonly string[]): Promise<string> {
  return (await printed(command, args)).at(-1) ?? '';
}

/** All lines that a process printed; throws when it ends with an error. */
export async function printed(command: string, args: readonly string[]): Promise<string[]> {
  const child = spawn(command, args, {stdio: ['ignore', 'pipe', 'pipe']});
  const [said, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}:\n${complained.slice(-2000)}`);
  return said.trimEnd().split('\n');
}
