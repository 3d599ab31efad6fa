import {mkdirSync, rmSync} from 'node:fs';
import {resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Command} from 'commander';
import {freeOffsets} from '../pair/free-offsets.ts';
import {Pair} from '../pair/pair.ts';
import {identityIn} from './identity.ts';
import {humanPicture, pictureOf, type Picture} from './picture.ts';

type Options = {dir: string; mysql?: string; json?: boolean; apps: string; fresh?: boolean};

const samples = fileURLToPath(new URL('../../samples', import.meta.url));
/** Between two looks at the nodes, ms. */
const lookEvery = 250;
/** Before a node that ended by itself is started again, ms. */
const againAfter = 1000;

/** `pnpm start`: a pair on this machine, until Ctrl-C. Resolves with the exit code once both nodes have ended. */
export async function start(argv: readonly string[]): Promise<number> {
  const options = new Command('start')
    .description(
      'Starts two nodes on this machine and keeps them running until Ctrl-C. A later start goes on with their state.',
    )
    .option('--dir <dir>', 'where the database, the logs and the password lie', '.tandem')
    .option('--mysql <url>', 'mysql://user:password@host:port instead of an embedded database')
    .option('--apps <dir>', 'folder of *.siddhi files to deploy', samples)
    .option('--json', 'one JSON line at each change instead of text')
    .option('--fresh', 'forget the state of earlier starts')
    .parse(argv)
    .opts<Options>();
  const directory = resolve(options.dir, 'pair');
  if (options.fresh) rmSync(directory, {recursive: true, force: true});
  mkdirSync(directory, {recursive: true});
  const identity = identityIn(directory);
  const [first, second] = await freeOffsets(0);
  let stopping = false;
  const pair = new Pair({
    directory,
    ...identity,
    groupId: options.fresh ? `local-${Date.now()}` : 'local',
    offsets: [first, second],
    mysql: options.mysql,
    environment: {TANDEM_APPS_DIRECTORY: resolve(options.apps)},
    onExit: (node, code) => {
      if (stopping) return;
      print(
        options,
        {event: 'ended', nodeId: node.nodeId, code},
        `${node.nodeId} ended with code ${code}; starting it again. Its log: ${directory}/${node.nodeId}.log`,
      );
      setTimeout(() => !stopping && node.start(), againAfter);
    },
  });
  const interrupted = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
  for (const node of pair.nodes) node.start();
  print(options, {event: 'starting', directory}, `Two nodes are starting. Database and logs: ${directory}`);
  let shown = '';
  let helped = false;
  const look = async (): Promise<void> => {
    const statuses = await pair.statuses();
    const picture = pictureOf(
      pair.nodes.map((node, i) => ({nodeId: node.nodeId, portsOffset: node.portsOffset, status: statuses[i]})),
    );
    const key = JSON.stringify(picture);
    if (key === shown || stopping || picture.every((node) => node.role === 'down' || node.role === 'starting')) return;
    shown = key;
    print(options, {event: 'changed', nodes: picture}, `\n${humanPicture(picture)}`);
    if (helped || !picture.some((node) => node.role === 'active' && node.sources.length > 0)) return;
    helped = true;
    print(
      options,
      {event: 'ready', user: 'admin', ...curls(identity.password, picture)},
      help(identity.password, picture),
    );
  };
  const timer = setInterval(() => void look(), lookEvery);
  await interrupted;
  stopping = true;
  clearInterval(timer);
  print(options, {event: 'stopping'}, '\nStopping both nodes …');
  await pair.stop();
  print(options, {event: 'stopped'}, 'Stopped. Their state is kept for the next start.');
  return 0;
}

function curls(password: string, picture: Picture): {push: string; query: string} {
  const active = picture.find((node) => node.role === 'active') ?? picture[0];
  const auth = `-u admin:${password}`;
  return {
    push: `curl ${auth} -d '{"name":"cake","amount":12.5}' http://localhost:${active?.sources[0]}/productionStream`,
    query: `curl ${auth} -d '{"appName":"Production","query":"from Totals select *"}' ${active?.onDemand}/stores/query`,
  };
}

function help(password: string, picture: Picture): string {
  const {push, query} = curls(password, picture);
  return `\nPush an event (the other node's port works too), then look at the table:\n  ${push}\n  ${query}\nCtrl-C stops both nodes.`;
}

function print({json}: Options, machine: object, human: string): void {
  process.stdout.write(`${json ? JSON.stringify(machine) : human}\n`);
}
