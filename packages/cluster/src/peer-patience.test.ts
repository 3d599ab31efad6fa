import {expect, test} from 'vitest';
import {PeerPatience} from './peer-patience.ts';

test.each([
  {name: 'a quick one makes it no shorter than at first', does: (p: PeerPatience) => p.took(10), ms: 1000},
  {name: 'a slow one gives the next one several times as long', does: (p: PeerPatience) => p.took(900), ms: 3600},
  {
    name: 'each one that was given up gives the next one twice as long',
    does: (p: PeerPatience) => [p.ranOut(), p.ranOut()],
    ms: 4000,
  },
  {
    name: 'it has an end',
    does: (p: PeerPatience) => Array.from({length: 40}, () => p.ranOut()),
    ms: 3_600_000,
  },
])('$name', ({does, ms}) => {
  const patience = new PeerPatience(1000);
  does(patience);
  expect(patience.ms).toBe(ms);
});
