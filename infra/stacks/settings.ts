import {must} from '@tandem/base';
import {configTable, type Settings} from '@tandem/runtime/config';
import {type Architecture, ARCHITECTURES, type ImageBuilder, IMAGE_BUILDERS} from '../constructs/image.ts';
import {type NetworkMode, NETWORK_MODES} from '../constructs/network.ts';
import {perhaps, Refused} from '../constructs/refuse.ts';
import {list, oneOf, type Reader, record, text, whole, yesNo} from './readers.ts';

type Setting<T> = Reader<T> & {readonly default: T | undefined; readonly help: string};

const setting = <T, D extends T | undefined>(
  reader: Reader<T>,
  fallback: D,
  help: string,
): Reader<T> & {readonly default: D; readonly help: string} => ({...reader, default: fallback, help});

/** The values that the nodes' own table has for a setting. */
function ofNode<N extends 'durability' | 'standby'>(name: N): Reader<Settings[N]> {
  const {kind} = configTable[name];
  return oneOf(must(kind.type === 'choice' ? kind.of : undefined, `${name} is a choice`) as readonly Settings[N][]);
}

/** Every setting of the cluster, once: the types of the settings file, reading, refusal and README follow from it. */
export const settingsTable = {
  network: setting(
    oneOf<NetworkMode>(NETWORK_MODES),
    'public',
    'Where the nodes stand: `public` (own addresses, nobody let in), `nat` (private, one NAT gateway), `endpoints` (no way to the internet).',
  ),
  ingressCidr: setting(
    list(text),
    ['0.0.0.0/0'],
    'Who may send events to the load balancer: one IPv4 block, or several.',
  ),
  adminCidr: setting(
    list(text),
    undefined,
    'Who may reach REST (9090) and the on-demand queries (7070) through the load balancer: one IPv4 block, or several. Unset: nobody. Not the whole internet.',
  ),
  ingestPorts: setting(
    list(whole),
    undefined,
    'Ports for events beside those that the apps name; 8006 if there are neither. All in all up to five, or three with `adminCidr`.',
  ),
  certificateArn: setting(
    text,
    undefined,
    'Certificate of ACM: the load balancer speaks TLS (443 for 8006, 9443 for 9090, 7443 for 7070, 9711 for 9611, 7711 for 7611).',
  ),
  apps: setting(
    text,
    undefined,
    'Folder of `*.siddhi` files: compiled by `cdk synth`, deployed with the cluster, their ports opened.',
  ),
  appVariables: setting(
    record<string>(),
    undefined,
    'Values of `${name}` in the apps, as an object, or as JSON on the command line. They lie in the image: no secrets.',
  ),
  durability: setting(
    ofNode('durability'),
    undefined,
    'When an event counts as safe: `replica` (the other node has it; the default), `database`, or `none`.',
  ),
  standby: setting(ofNode('standby'), undefined, 'How the passive node stands by; see `docs/configuration.md`.'),
  node: setting(
    record<string | number | boolean>(),
    undefined,
    'More settings of the nodes, by name of their configuration table, as an object, or as JSON on the command line.',
  ),
  cpu: setting(whole, 256, 'CPU units of a node; 1024 is one virtual CPU.'),
  memory: setting(whole, 512, 'Memory of a node in MiB.'),
  arch: setting(oneOf<Architecture>(ARCHITECTURES), 'arm64', '`arm64` or `x86_64`.'),
  image: setting(
    oneOf<ImageBuilder>(IMAGE_BUILDERS),
    'codebuild',
    'Who builds the image: `codebuild` (AWS, within the deployment) or `docker` (this machine).',
  ),
  multiAz: setting(yesNo, false, 'A standby of the database in the other zone.'),
  databaseInstance: setting(text, 't4g.micro', 'Class and size of the database.'),
  deletionProtection: setting(
    yesNo,
    false,
    'The database refuses deletion, is backed up for a week and leaves a snapshot; images and load balancer are kept too.',
  ),
  containerInsights: setting(yesNo, false, "ECS's own metrics of each task. Its log group outlives the stack."),
  exec: setting(yesNo, false, 'ECS Exec into the nodes; makes their root file system writable.'),
  alarmTopicArn: setting(text, undefined, 'SNS topic that the alarms notify.'),
} satisfies Readonly<Record<string, Setting<unknown>>>;

type Table = typeof settingsTable;
type Key = keyof Table;
type Value<K extends Key> = NonNullable<ReturnType<Table[K]['read']>>;

/** What the user chose. Absent where the default is "nothing". */
export type ClusterSettings = {
  readonly [K in Key]: Value<K> | (Table[K]['default'] extends undefined ? undefined : never);
};

/** What a settings file says; where there may be several of something, one needs no list. */
export type ClusterOptions = {
  readonly [K in Key]?: K extends 'node' ? Partial<Settings> : Value<K> | OneOf<Value<K>>;
};
type OneOf<V> = V extends readonly (infer Item)[] ? Item : never;

/** `tandem.config.ts`: `export default defineCluster({...})`, checked by the compiler of whoever writes it. */
export function defineCluster(options: ClusterOptions): ClusterOptions {
  return options;
}

/** Where settings come from, for whoever has to correct them. */
export type SettingsSource = {readonly where: string; readonly values: Readonly<Record<string, unknown>>};

const keys = Object.keys(settingsTable) as Key[];

/**
 * Reads the settings; a later source wins over an earlier one. All that does not fit is refused at once.
 *
 * A key that is not in the table is refused, since a misspelt `deletionProtection` would otherwise protect nothing.
 */
export function readSettings(...sources: readonly SettingsSource[]): ClusterSettings {
  const faults: string[] = [];
  const settings: Record<string, unknown> = Object.fromEntries(keys.map((key) => [key, settingsTable[key].default]));
  for (const {where, values} of sources)
    for (const [key, value] of Object.entries(values)) {
      if (value === undefined) continue;
      if (!isKey(key)) {
        faults.push(`${where}: ${key} is no setting${perhaps(key, keys)} There are ${keys.join(', ')}`);
        continue;
      }
      const {read, allowed} = settingsTable[key];
      const found: unknown = read(value);
      if (found === undefined) faults.push(`${where}: ${key} ${JSON.stringify(value)} is refused; allowed: ${allowed}`);
      else settings[key] = found;
    }
  if (faults.length > 0) throw new Refused(faults.join('\n'));
  return settings as ClusterSettings;
}

const isKey = (key: string): key is Key => Object.hasOwn(settingsTable, key);

/** The settings among the context of an app: keys with a `:` or `@` belong to CDK, `settings` names the file. */
export function contextSource(context: Readonly<Record<string, unknown>>): SettingsSource {
  const ours = Object.entries(context).filter(([key]) => !/[:@]/.test(key) && key !== SETTINGS_KEY);
  return {where: 'context', values: Object.fromEntries(ours)};
}

/** The key of the context that names the settings file. */
export const SETTINGS_KEY = 'settings';

/** The settings of a cluster that must survive a mistake, a zone and an auditor. */
export const PRODUCTION = {
  network: 'nat',
  multiAz: true,
  deletionProtection: true,
  containerInsights: true,
} as const satisfies ClusterOptions;
