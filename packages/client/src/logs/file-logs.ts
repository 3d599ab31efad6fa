import {closeSync, existsSync, fstatSync, openSync, readdirSync, readSync} from 'node:fs';
import {join} from 'node:path';
import {CommandFailed, exitCodes} from '../command/exit-codes.ts';
import {inOrder, type LogLine, type Logs, timeOf} from './log-line.ts';

type Followed = {node: string; file: string; offset: number; rest: string; at: number};

/** Read at a time, bytes. */
const portion = 1 << 20;

/** The files `<node>.log` of a pair on this machine. Throws `CommandFailed` when there are none of these nodes. */
export function fileLogs(directory: string, nodes: readonly string[], since: number): Logs {
  const found = existsSync(directory)
    ? readdirSync(directory)
        .filter((name) => name.endsWith('.log'))
        .map((name) => name.slice(0, -'.log'.length))
        .filter((node) => nodes.length === 0 || nodes.includes(node))
        .sort()
    : [];
  if (found.length === 0)
    throw new CommandFailed(
      exitCodes.noInput,
      `${directory} holds no log${nodes.length === 0 ? '' : ` of ${nodes.join(' or ')}`}`,
      'name the folder of the pair with --dir, or the stack on AWS with --stack',
    );
  const files = found.map((node): Followed => ({
    node,
    file: join(directory, `${node}.log`),
    offset: 0,
    rest: '',
    at: 0,
  }));
  return {
    async *more() {
      const lines = inOrder(files.flatMap(added)).filter(({at}) => at >= since);
      if (lines.length > 0) yield lines;
    },
    close: () => undefined,
  };
}

/** What was appended since the last time, whole lines alone. A file that has become shorter is read from its start. */
function added(followed: Followed): LogLine[] {
  const descriptor = openSync(followed.file, 'r');
  try {
    if (fstatSync(descriptor).size < followed.offset) Object.assign(followed, {offset: 0, rest: ''});
    const bytes: Buffer[] = [];
    for (;;) {
      const buffer = Buffer.alloc(portion);
      const read = readSync(descriptor, buffer, 0, portion, followed.offset);
      if (read === 0) break;
      bytes.push(buffer.subarray(0, read));
      followed.offset += read;
    }
    // A character that lies in two portions is whole again here; one that is half written waits with its line.
    const text = followed.rest + Buffer.concat(bytes).toString('latin1');
    const lines = text.split('\n');
    followed.rest = lines.pop() ?? '';
    return lines.map((line) => {
      const utf8 = Buffer.from(line, 'latin1').toString('utf8');
      followed.at = timeOf(utf8) ?? followed.at;
      return {at: followed.at, node: followed.node, text: utf8};
    });
  } finally {
    closeSync(descriptor);
  }
}
