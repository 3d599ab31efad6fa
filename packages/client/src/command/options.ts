import {readFileSync} from 'node:fs';
import type {Command} from 'commander';
import type {Credentials} from '../nodes/ask-node.ts';
import {CommandFailed, exitCodes} from './exit-codes.ts';
import type {Io} from './io.ts';

const restPort = 9090;

export type NodeOptions = {node: string[]; user?: string; passwordFile?: string};
export type CloudOptions = {stack?: string; cluster?: string; database?: string};

/** An option that may be given several times. */
export const collect = (value: string, all: readonly string[] = []): string[] => [...all, value];

export function withNodes(command: Command): Command {
  return withCredentials(
    command.option(
      '--node <url>',
      'REST of a node, http://host:9090; once for each node (or TANDEM_NODES, with commas); TANDEM_AUTH_TOKEN is taken when there is no password',
      collect,
      [],
    ),
  );
}

export function withCredentials(command: Command): Command {
  return command
    .option('--user <name>', 'user of REST and of sources (TANDEM_AUTH_USER, else admin)')
    .option('--password-file <file>', 'its password; without it that in TANDEM_AUTH_PASSWORD');
}

export function withCloud(command: Command): Command {
  return command
    .option('--stack <name>', 'CloudFormation stack: its ECS cluster and its database are found by their tags')
    .option('--cluster <name>', 'ECS cluster, instead of --stack')
    .option('--database <id>', 'RDS instance, when it is not of the same stack as the cluster');
}

/** The addresses given, at least `least` of them. Throws `CommandFailed`. */
export function nodesOf({node}: NodeOptions, {environment}: Io, least: number): string[] {
  const given = node.length > 0 ? node : (environment['TANDEM_NODES'] ?? '').split(',').filter((url) => url !== '');
  if (given.length < least)
    throw new CommandFailed(
      exitCodes.usage,
      'no node is named',
      'give --node http://HOST:9090 once for each node, or set TANDEM_NODES',
    );
  return given.map(nodeUrl);
}

/** `host`, `host:port` or a URL, as a URL without a path. Throws `CommandFailed`. */
function nodeUrl(given: string): string {
  const text = /^https?:\/\//.test(given) ? given : `http://${given}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.pathname !== '/' || url.search !== '')
    throw new CommandFailed(
      exitCodes.usage,
      `--node: found ${given}, expected the address of a node without a path`,
      `write it like http://10.0.1.5:${restPort}`,
    );
  // A URL drops the standard port of its scheme: then it was given, and is meant.
  const named = url.port !== '' || /:\d+\/?$/.test(text);
  if (!named && url.protocol === 'http:') url.port = String(restPort);
  return url.origin;
}

/** Throws `CommandFailed` when the file with the password cannot be read. */
export function credentialsOf(
  {user, passwordFile}: {user?: string; passwordFile?: string},
  {environment}: Io,
): Credentials {
  const token = environment['TANDEM_AUTH_TOKEN'];
  const password =
    passwordFile === undefined
      ? environment['TANDEM_AUTH_PASSWORD']
      : textOf(passwordFile, '--password-file').replace(/\r?\n$/, '');
  const name = user ?? environment['TANDEM_AUTH_USER'] ?? 'admin';
  return {...(password !== undefined && {user: name, password}), ...(token !== undefined && {token})};
}

function textOf(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandFailed(
      exitCodes.noInput,
      `${option} ${file} cannot be read: ${(error as Error).message}`,
      'check the path and the rights of the file',
    );
  }
}

/** A whole number from the command line. Throws `CommandFailed`. */
export function whole(text: string, option: string, least: number, most: number): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isInteger(number) && number >= least && number <= most) return number;
  throw new CommandFailed(
    exitCodes.usage,
    `${option}: found ${text}, expected a whole number from ${least} to ${most}`,
    'see --help',
  );
}
