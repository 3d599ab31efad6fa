import type {Setting} from './setting.ts';
import {access} from './settings/access.ts';
import {apps} from './settings/apps.ts';
import {coordination} from './settings/coordination.ts';
import {database} from './settings/database.ts';
import {eventLink} from './settings/event-link.ts';
import {limits} from './settings/limits.ts';
import {node} from './settings/node.ts';
import {observation} from './settings/observation.ts';
import {pair} from './settings/pair.ts';
import {persistence} from './settings/persistence.ts';
import {protocolTimings} from './settings/protocol-timings.ts';
import {transports} from './settings/transports.ts';

/**
 * Every setting of a node, once: `settings/` has a file for each part. Validation, environment variables,
 * docs/configuration.md and what the infrastructure sets all follow from it.
 */
export const configTable = {
  ...node,
  ...transports,
  ...persistence,
  ...database,
  ...coordination,
  ...protocolTimings,
  ...pair,
  ...eventLink,
  ...access,
  ...apps,
  ...limits,
  ...observation,
} satisfies Record<string, Setting<string> | Setting<number> | Setting<boolean>>;

export type SettingName = keyof typeof configTable;
/** The settings of one node, every one with a value. */
export type Settings = {[K in SettingName]: (typeof configTable)[K]['default']};

export const settingNames = Object.keys(configTable) as SettingName[];

/** The defaults of all settings. */
export function defaults(): Settings {
  return Object.fromEntries(settingNames.map((name) => [name, configTable[name].default])) as Settings;
}
