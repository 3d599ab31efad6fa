import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {settingsTable} from '../stacks/settings.ts';
import {clusterTemplate} from './cluster.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README lists every setting with its default, and no other', () => {
  const rows = Object.entries(settingsTable).map(
    ([key, setting]) =>
      `| \`${key}\` | ${setting.default === undefined ? 'unset' : `\`${String(setting.default)}\``} | ${setting.help} |`,
  );
  const found = README.split('\n').filter((line) => /^\| `\w+` \| (unset|`[^`]*`) \|/.test(line));
  expect(found).toEqual(rows);
});

test('the README lists the metrics that alarms and dashboard read, and no other', () => {
  const text = JSON.stringify(clusterTemplate().toJSON()).replaceAll('\\\\"', '"').replaceAll('\\"', '"');
  const inAlarms = [...text.matchAll(/"MetricName":"(\w+)","Namespace":"Tandem"/g)].map(([, name]) => name);
  const onDashboard = [...text.matchAll(/\["Tandem","(\w+)"/g)].map(([, name]) => name);
  const inTable = [...README.matchAll(/^\| `(\w+)` \| [^|]+ \| (alarm|dashboard)/gm)].map(([, name]) => name);
  expect(inAlarms.length).toBeGreaterThan(0);
  expect(new Set([...inAlarms, ...onDashboard])).toEqual(new Set(inTable));
});
