import {expect, test} from 'vitest';
import {nodeExitMeaning} from '@tandem/client/command';
import {exitCodes} from './exit.ts';

test('the tandem command can say what each failing exit code of a node means', () => {
  for (const [name, code] of Object.entries(exitCodes))
    expect([name, nodeExitMeaning(code) !== undefined]).toEqual([name, code !== 0]);
});
