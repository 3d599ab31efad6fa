import {expect, test} from 'vitest';
import {simulate} from './run.ts';

const block = 125;

/** From 5001 on, some faults wait for a phase of the group. */
const starts = [501, 5001, 5501].flatMap((from) => Array.from({length: 4}, (_, i) => from + i * block));

test.each(starts)(
  'nothing is lost, doubled or stuck from seed %i on',
  async (from) => {
    const words: string[] = [];
    const summary = await simulate({seeds: block, from, print: (line) => words.push(line)});
    expect(words.filter((w) => w.includes('FAILED'))).toEqual([]);
    // The runs are worth something: inputs were answered, and nodes took over from each other.
    expect(summary.answered).toBeGreaterThan(block * 100);
    expect(summary.epochs).toBeGreaterThan(block * 2);
    expect(summary.waived).toBeLessThan(block / 3);
  },
  300_000,
);
