import type {Access} from '@tandem/connectors';
import {parseJdbcUrl} from '@tandem/connectors/jdbc-url';
import {type DataSource, dataSourceFields} from './data-source.ts';
import {readRef} from './databases.ts';
import {type Leaf, leavesOf, type Placeholders, type Scalar} from './document.ts';
import {nearest} from './nearest.ts';
import {configTable, type SettingName, settingNames, type Settings} from './table.ts';
import {checkValue} from './value.ts';

export type FileContent = {
  settings: Partial<Settings>;
  dataSources: DataSource[];
  /** Databases for external tables, by name. */
  refs: Map<string, Access>;
  warnings: string[];
  faults: string[];
};

/** Sections of older files that say nothing to this server; they are passed over with a warning, so that such a file starts. */
const passedOver = [
  'wso2.metrics',
  'wso2.metrics.jdbc',
  'metrics.prometheus',
  'metrics',
  'wso2.artifact.deployment',
  'databridge.config',
  'data.agent.config',
  'siddhi.stores.query.api.transportProperties',
  'wso2.transport.http.transportProperties',
  'error.store',
  'wso2.securevault',
  'service.catalog.configs',
  'management.icp',
  'auth.configs',
  'permission',
  'wso2.permission',
  'analytics.solutions',
  'siddhi',
  'extensions',
  'wso2.hub',
  'cipherTool',
];

const dataSourceLists = ['dataSources', 'wso2.datasources.dataSources'];
const listenerLists: Record<string, {http: SettingName; https: SettingName}> = {
  'wso2.transport.http.listenerConfigurations': {http: 'httpPort', https: 'httpsPort'},
  'siddhi.stores.query.api.listenerConfigurations': {http: 'storesPort', https: 'storesHttpsPort'},
};
const listenerKeys = ['id', 'host', 'port', 'scheme'];

const nameByPath = new Map<string, SettingName>(
  settingNames.flatMap((name) => {
    const row = configTable[name];
    return [row.path, ...(('also' in row ? row.also : undefined) ?? [])].map((path): [string, SettingName] => [
      path,
      name,
    ]);
  }),
);

/** Reads deployment.yaml. Every fault names file, line, key path, what was found and what is allowed. */
export function readFile(text: string, file: string, placeholders: Placeholders): FileContent {
  const leaves = leavesOf(text, file, placeholders);
  const settings: Record<string, unknown> = {};
  const warnings = new Set<string>();
  const faults: string[] = [];
  const sources = new Map<string, Leaf[]>();
  const listeners = new Map<string, Leaf[]>();
  const references = new Map<string, Leaf[]>();

  for (const leaf of leaves) {
    const where = `${file}, line ${leaf.line}, ${leaf.path}`;
    const section = passedOver.find(
      (name) => leaf.path === name || leaf.path.startsWith(`${name}.`) || leaf.path.startsWith(`${name}[`),
    );
    const list =
      leaf.item &&
      (dataSourceLists.includes(leaf.item.list)
        ? sources
        : leaf.item.list === 'refs'
          ? references
          : leaf.item.list in listenerLists
            ? listeners
            : undefined);
    if (leaf.item && list) {
      const key = `${leaf.item.list}[${leaf.item.index}]`;
      list.set(key, [...(list.get(key) ?? []), leaf]);
      continue;
    }
    const name = nameByPath.get(leaf.path);
    if (name === undefined && section !== undefined) {
      warnings.add(`${file}: section ${section} says nothing to this server and is passed over`);
      continue;
    }
    if (name === undefined) {
      if (leaf.value === null && isSection(leaf.path)) continue;
      faults.push(`${where}: unknown key${hint(leaf.path, knownPaths())}`);
      continue;
    }
    if (leaf.value === null) continue; // a key without a value: the default
    const setting = configTable[name];
    const checked = checkValue(setting, leaf.value);
    const found = 'secret' in setting ? 'a value that does not fit' : JSON.stringify(leaf.value);
    if (!checked.ok) faults.push(`${where}: found ${found}, expected ${checked.expected}`);
    else if (name in settings)
      faults.push(`${where}: says again what another key of this file has said (${setting.path})`);
    else settings[name] = checked.value;
  }
  for (const [key, item] of listeners) readListener(key, item, file, settings, faults);
  const dataSources = [...sources].flatMap(([key, item]) => readDataSource(key, item, file, faults));
  const refs = new Map<string, Access>();
  for (const item of references.values()) {
    const ref = readRef(item, file, faults);
    if (ref) refs.set(...ref);
    else warnings.add(`${file}: refs of sources and sinks say nothing to this server and are passed over`);
  }
  return {settings, dataSources, refs, warnings: [...warnings], faults};
}

function readListener(
  key: string,
  item: readonly Leaf[],
  file: string,
  settings: Record<string, unknown>,
  faults: string[],
): void {
  const list = item[0]?.item?.list ?? '';
  const names = listenerLists[list];
  const values = new Map(item.map((leaf) => [leaf.item?.path ?? '', leaf]));
  const secure = /https/.test(String(values.get('scheme')?.value ?? values.get('id')?.value ?? ''));
  for (const [path, leaf] of values) {
    const where = `${file}, line ${leaf.line}, ${leaf.path}`;
    if (/^(keyStore|certPass|trustStore)/.test(path))
      faults.push(`${where}: Java key stores are not read; set tls.keyFile and tls.certFile (PEM)`);
    else if (!listenerKeys.includes(path)) faults.push(`${where}: unknown key${hint(path, listenerKeys)}`);
    const name =
      path === 'port'
        ? secure
          ? names?.https
          : names?.http
        : path === 'host' && !secure && names?.http === 'httpPort'
          ? 'httpHost'
          : undefined;
    if (name === undefined) continue;
    const checked = checkValue(configTable[name], leaf.value);
    if (checked.ok) settings[name] = checked.value;
    else faults.push(`${where}: found ${JSON.stringify(leaf.value)}, expected ${checked.expected}`);
  }
  if (!values.has('port')) faults.push(`${file}, line ${item[0]?.line ?? 1}, ${key}: port is missing`);
}

function readDataSource(key: string, item: readonly Leaf[], file: string, faults: string[]): DataSource[] {
  const before = faults.length;
  const values = new Map<string, Scalar>();
  for (const leaf of item) {
    const path = leaf.item?.path ?? '';
    const field = dataSourceFields[path];
    const where = `${file}, line ${leaf.line}, ${leaf.path}`;
    const found = path.endsWith('password') ? 'a value that does not fit' : JSON.stringify(leaf.value);
    if (!field) faults.push(`${where}: unknown key${hint(path, Object.keys(dataSourceFields))}`);
    else if (!field.holds(leaf.value)) faults.push(`${where}: found ${found}, expected ${field.expected}`);
    else values.set(path, leaf.value);
  }
  const where = `${file}, line ${item[0]?.line ?? 1}, ${key}`;
  for (const needed of ['name', 'definition.configuration.jdbcUrl']) {
    if (!values.has(needed) && faults.length === before) faults.push(`${where}: ${needed} is missing`);
  }
  if (faults.length > before) return [];
  const of = (field: string): string | undefined => {
    const value = values.get(field);
    return value === undefined ? undefined : String(value);
  };
  const url = of('definition.configuration.jdbcUrl') ?? '';
  const server = parseJdbcUrl(url);
  if (!server) return [];
  const user = of('definition.configuration.username');
  const password = of('definition.configuration.password');
  const pool = of('definition.configuration.maxPoolSize');
  return [
    {
      name: of('name') ?? '',
      where,
      url,
      ...server,
      ...(user !== undefined && {user}),
      ...(password !== undefined && {password}),
      ...(pool !== undefined && {poolSize: Number(pool)}),
    },
  ];
}

const knownPaths = (): string[] => [...nameByPath.keys(), ...dataSourceLists, 'refs', ...Object.keys(listenerLists)];

function isSection(path: string): boolean {
  return knownPaths().some((known) => known === path || known.startsWith(`${path}.`));
}

function hint(path: string, known: readonly string[]): string {
  const near = nearest(path, known);
  if (near !== undefined) return `; did you mean ${near}?`;
  const parent = path.slice(0, path.lastIndexOf('.'));
  const siblings = known
    .filter((k) => k.startsWith(`${parent}.`) && parent !== '')
    .map((k) => k.slice(parent.length + 1));
  return siblings.length > 0 ? `; ${parent} has ${siblings.join(', ')}` : '; docs/configuration.md lists all keys';
}
