import {execFile} from 'node:child_process';
import {promisify} from 'node:util';

const execute = promisify(execFile);

/** Runs a program to its end; rejects with what it wrote to standard error. */
export async function run(program: string, ...words: string[]): Promise<string> {
  try {
    return (await execute(program, words, {timeout: 300_000})).stdout;
  } catch (error) {
    const {stderr = '', message} = error as {stderr?: string; message: string};
    throw new Error(`${program} ${words.join(' ')}: ${stderr.trim() || message}`, {cause: error});
  }
}

export async function works(program: string, ...words: string[]): Promise<boolean> {
  return run(program, ...words).then(
    () => true,
    () => false,
  );
}
