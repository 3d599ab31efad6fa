import {tandem} from './command/tandem.ts';

const interrupted = new AbortController();
// The first Ctrl-C lets a push end in an orderly way; the next one ends the process.
process.once('SIGINT', () => interrupted.abort());
// A reader that has seen enough, such as `head`.
process.stdout.on('error', () => process.exit(0));

process.exitCode = await tandem(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  input: process.stdin,
  environment: process.env,
  showsProgress: process.stderr.isTTY,
  interrupted: interrupted.signal,
});
