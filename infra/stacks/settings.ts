import {type Architecture, ARCHITECTURES, type ImageBuilder, IMAGE_BUILDERS} from '../constructs/image.ts';
import {type NetworkMode, NETWORK_MODES} from '../constructs/network.ts';
import {refuse} from '../constructs/refuse.ts';

/** What a value given as context (`-c key=value`, or `context` in cdk.json) is read with. */
type Setting<T> = {readonly read: (key: string, value: unknown) => T; readonly default: T; readonly help: string};

const yesNo = (key: string, value: unknown): boolean => {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  return refuse(key, value, 'true, false');
};

const whole = (key: string, value: unknown): number => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : refuse(key, value, 'a whole number');
};

const text = (key: string, value: unknown): string =>
  typeof value === 'string' && value !== '' ? value : refuse(key, value, 'a text');

const oneOf =
  <T extends string>(values: readonly T[]) =>
  (key: string, value: unknown): T =>
    values.find((allowed) => allowed === value) ?? refuse(key, value, values.join(', '));

const portList = (key: string, value: unknown): readonly number[] =>
  (Array.isArray(value) ? value : String(value).split(',')).map((port: unknown) => whole(key, port));

/** Every setting of the cluster, once: reading, refusal and README follow from it. */
export const settingsTable = {
  network: {
    read: oneOf<NetworkMode>(NETWORK_MODES),
    default: 'public',
    help: 'Where the nodes stand: `public` (own addresses, nobody let in), `nat` (private, one NAT gateway), `endpoints` (no way to the internet).',
  },
  ingressCidr: {
    read: text,
    default: '0.0.0.0/0',
    help: 'Who may send events to the load balancer.',
  },
  adminCidr: {
    read: text,
    default: undefined,
    help: 'Who may reach REST (9090) and the on-demand queries (7070) through the load balancer. Unset: nobody. Not the whole internet.',
  },
  ingestPorts: {
    read: portList,
    default: [8006],
    help: 'Ports that your apps listen on, separated by commas: up to five, or three with `adminCidr`.',
  },
  certificateArn: {
    read: text,
    default: undefined,
    help: 'Certificate of ACM: the load balancer speaks TLS (443 for 8006, 9443 for 9090, 7443 for 7070, 9711 for 9611, 7711 for 7611).',
  },
  apps: {
    read: text,
    default: undefined,
    help: 'Folder of `*.siddhi` files that go into the image and start with the cluster.',
  },
  cpu: {read: whole, default: 256, help: 'CPU units of a node; 1024 is one virtual CPU.'},
  memory: {read: whole, default: 512, help: 'Memory of a node in MiB.'},
  arch: {read: oneOf<Architecture>(ARCHITECTURES), default: 'arm64', help: '`arm64` or `x86_64`.'},
  image: {
    read: oneOf<ImageBuilder>(IMAGE_BUILDERS),
    default: 'codebuild',
    help: 'Who builds the image: `codebuild` (AWS, within the deployment) or `docker` (this machine).',
  },
  multiAz: {read: yesNo, default: false, help: 'A standby of the database in the other zone.'},
  databaseInstance: {read: text, default: 't4g.micro', help: 'Class and size of the database.'},
  deletionProtection: {
    read: yesNo,
    default: false,
    help: 'The database refuses deletion, is backed up for a week and leaves a snapshot; images and load balancer are kept too.',
  },
  containerInsights: {
    read: yesNo,
    default: false,
    help: "ECS's own metrics of each task. Its log group outlives the stack.",
  },
  exec: {read: yesNo, default: false, help: 'ECS Exec into the nodes; makes their root file system writable.'},
  alarmTopicArn: {read: text, default: undefined, help: 'SNS topic that the alarms notify.'},
} satisfies {readonly [key: string]: Setting<unknown> | Omit<Setting<unknown>, 'default'>};

type Table = typeof settingsTable;
type Key = keyof Table;

/** What the user chose. Absent where the default is "nothing". */
export type ClusterSettings = {
  readonly [K in Key]: ReturnType<Table[K]['read']> | (Table[K]['default'] extends undefined ? undefined : never);
};

const keys = Object.keys(settingsTable) as Key[];

/**
 * Reads the settings from the context of an app.
 *
 * Keys with a `:` or `@` belong to CDK; any other that is not in the table is refused, since a misspelt
 * `deletionProtection` would otherwise protect nothing.
 */
export function readSettings(context: Readonly<Record<string, unknown>>): ClusterSettings {
  for (const key of Object.keys(context))
    if (!/[:@]/.test(key) && !(key in settingsTable)) refuse('context key', key, keys.join(', '));
  return Object.fromEntries(
    keys.map((key) => {
      const value = context[key];
      const {read, default: fallback} = settingsTable[key];
      return [key, value === undefined ? fallback : read(key, value)];
    }),
  ) as ClusterSettings;
}

/** The settings of a cluster that must survive a mistake, a zone and an auditor. */
export const PRODUCTION: Readonly<Record<string, unknown>> = {
  network: 'nat',
  multiAz: true,
  deletionProtection: true,
  containerInsights: true,
};
