import {expect, test} from 'vitest';
import {snapshotCommand} from './command.ts';

test('the table is written anew, and what is said below it is kept', async () => {
  const section =
    '## Snapshots without a pause\n\nOld words.\n\n| state |\n| --- |\n| old |\n\nWhy:\n\n- for a reason\n';
  let written = '';
  const write = (text: string): void => void (written = text);
  await snapshotCommand({held: 300, shapes: '0', json: false}, () => {}, {section, write});
  expect(written).toMatch(/^## Snapshots without a pause\n\nWritten by/);
  expect(written).toMatch(/\n\| length\(300\) \|[^\n]+\|\n\nWhy:\n\n- for a reason\n$/);
  expect(written).not.toMatch(/Old words|\| old \|/);
});
