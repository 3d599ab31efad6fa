import {allowed} from './setting.ts';
import {configTable, settingNames} from './table.ts';
import type {AnySetting} from './value.ts';

/** The text of docs/configuration.md. */
export function configurationPage(): string {
  const rows = settingNames.map((name) => row(configTable[name]));
  return [
    '# Configuration',
    '',
    'Generated from the configuration table (`runtime/src/config/table.ts` and `settings/` beside it).',
    '',
    'A node reads the file given by `--config` (YAML) and then environment variables; a variable wins over the file, both win over the default.',
    'Sections may be nested or written with dots: `node: {id: a}` and `node.id: a` say the same. In values, `${env:NAME}` stands for an environment',
    'variable and `${sys:NAME}` for a value given by `-D NAME=value`. An unknown key or a wrong value is refused with file, line, what was found and what is allowed.',
    '',
    '`dataSources` (or `wso2.datasources.dataSources`) is a list of MySQL data sources with `name` and `definition.configuration` (`jdbcUrl`, `username`,',
    '`password`, `maxPoolSize`); those named by `cluster.config.strategyConfig.datasource` and `state.persistence.config.datasource` set the `database.*` keys.',
    "The others are for external tables: `@store(type='rdbms', datasource='NAME')`. So is `refs`, a list of `ref: {name, type: rdbms, properties: {jdbc.url,",
    "username, password}}`: `@store(type='rdbms', ref='NAME')`.",
    '`listenerConfigurations` of `wso2.transport.http` and `siddhi.stores.query.api` set the ports of REST and of on-demand queries.',
    '',
    '| key | environment variable | default | allowed | meaning |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function row(setting: AnySetting): string {
  const also = setting.also ? `<br>also ${setting.also.map((p) => `\`${p}\``).join(', ')}` : '';
  const standard =
    setting.default === '' ? (setting.secret ? 'none, secret' : 'empty') : `\`${String(setting.default)}\``;
  return `| \`${setting.path}\`${also} | \`${setting.env}\` | ${standard} | ${allowed(setting.kind).replaceAll('|', '\\|')} | ${setting.help} |`;
}
