import {describe, expect, test} from 'vitest';
import {countsOf} from './report.ts';
import {disagreements, readKnownDeviations} from './known-deviations.ts';
import {type Mode, modes, runFolder} from './run-folder.ts';

const claims: Record<Mode, string> = {
  recorded: 'the engine answers the recorded cases as recorded, but for the known deviations',
  'restart-anywhere': 'a restart at any position changes neither outputs nor state',
  replay: 'a second run gives the same outputs and the same snapshots to the byte',
};

describe.each(modes)('%s', (mode) => {
  // A minute of computing, several times that on a machine with other work.
  test(claims[mode], {timeout: 900_000}, () => {
    const results = runFolder(undefined, {mode});
    expect(disagreements(results, mode === 'recorded' ? readKnownDeviations() : {})).toEqual([]);
    const {passed, unsupported} = countsOf(results);
    expect(results.length).toBeGreaterThan(2500);
    expect(passed).toBeGreaterThan(10 * unsupported);
  });
});
