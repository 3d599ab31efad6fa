import {Command} from 'commander';
import {faultKinds} from './faults/catalogue.ts';

export type Options = {
  minutes: number;
  seed: number;
  rate: number;
  clients: number;
  faults: string[];
  durability: string;
  checkEvery: number;
  /** Further settings of both nodes, as environment variables. */
  set: Record<string, string>;
  /** The nodes are containers of this image, each with so many CPUs (a fraction) and so much memory (MiB). */
  image: string | undefined;
  /** No faults: one node after the other changes between the server of this commit and the present one. */
  from: string | undefined;
  cpus: string;
  memory: string;
  /** The app writes a table in the database, too. */
  table: boolean;
  /** No faults: what the load alone costs. */
  calm: boolean;
  json: boolean;
  keep: boolean;
};

/** The last commit whose nodes speak version 2 of the protocol between them. */
const version2 = '17bbb28';

export function readOptions(argv: readonly string[]): Options {
  const names = faultKinds('database').map(({name}) => name);
  const given = new Command('chaos')
    .description(
      'Runs a pair in network namespaces with a real MariaDB under load, breaks everything in random order, and accounts for every event and output. Needs root, ip, iptables, nsenter; takes libfaketime, gcc and libnetfilter-queue-dev where they are.',
    )
    .option('--minutes <n>', 'how long', positive('--minutes'), 5)
    .option('--seed <n>', 'of the choice of faults; what the machine does with them is its own', positive('--seed'))
    .option('--rate <n>', 'events a second', positive('--rate'), 2000)
    .option('--clients <n>', 'that push side by side', positive('--clients'), 12)
    .option('--faults <a,b>', `only these: ${names.join(', ')}`, (text) => text.split(','))
    .option('--durability <kind>', 'replica, database or none', 'replica')
    .option('--check-every <seconds>', 'between comparisons, for which the load pauses', positive('--check-every'), 120)
    .option('--set <NAME=value>', 'a setting of both nodes, as an environment variable', setting, {})
    .option('--image <tag>', 'the nodes are containers of this image, run by podman')
    .option('--cpus <n>', 'of each container', '0.25')
    .option('--memory <MiB>', 'of each container', '512')
    .option('--table', 'the app writes a table in the database, too', false)
    .option(
      '--from [commit]',
      `instead of faults: upgrades and downgrades, one node at a time, from this commit on; ${version2}`,
    )
    .option('--calm', 'without faults: measures throughput and waits', false)
    .option('--json', 'the report as one JSON object on the last line', false)
    .option('--keep', 'leaves the logs where they are', false)
    .parse(argv)
    .opts<Omit<Options, 'from'> & {seed?: number; from?: string | true}>();
  const unknown = (given.faults ?? []).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--faults: found ${unknown}, expected some of ${names.join(', ')}`);
  if (given.from !== undefined && (given.image ?? given.faults) !== undefined)
    throw new Error('--from: found --image or --faults too, expected it alone');
  return {
    ...given,
    image: given.image,
    from: given.from === true ? version2 : given.from,
    faults: given.faults ?? [],
    seed: given.seed ?? 1 + Math.floor(Math.random() * 999_999),
  };
}

function positive(option: string): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!Number.isFinite(number) || number <= 0) throw new Error(`${option}: found ${text}, expected a number above 0`);
    return number;
  };
}

function setting(pair: string, all: Record<string, string>): Record<string, string> {
  const [name = '', ...value] = pair.split('=');
  return {...all, [name]: value.join('=')};
}
