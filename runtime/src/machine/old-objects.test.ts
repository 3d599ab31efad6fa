import {getHeapSpaceStatistics, setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {must} from '@tandem/base';
import {expect, test} from 'vitest';
import {encodeInput} from './input.ts';
import {events, newMachine} from './traps/twin.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const oldBytes = (): number =>
  must(
    getHeapSpaceStatistics().find(({space_name: name}) => name === 'old_space'),
    'the space of old objects',
  ).space_used_size;

const stream = `@app:name('A') define stream S (k string, v int);`;
const sink = `@sink(type='log') define stream Out (k string, v int); from S select k, v insert into Out;`;

test.each([
  ['that causes nothing', stream],
  ['with an output', stream + sink],
])('an entry %s leaves nothing among the old objects, which only full collections take', (_, text) => {
  const machine = newMachine();
  let sequence = 0;
  const apply = (payload: Uint8Array): unknown =>
    machine.apply({sequence: ++sequence, timestamp: sequence, epoch: 1, payload});
  apply(encodeInput({kind: 'deploy', text, mode: 'put', file: ''}));
  const payload = encodeInput(events('A', 'S', [['a', 1]]));
  for (let i = 0; i < 5000; i++) apply(payload);
  // From here on whatever the machine keeps is old.
  collect();
  // The least of several: code that is compiled meanwhile is old, too. Less than nothing: a full collection came between.
  const left = Array.from({length: 5}, () => {
    const before = oldBytes();
    for (let i = 0; i < 20_000; i++) apply(payload);
    return (oldBytes() - before) / 20_000;
  });
  expect(Math.min(...left.filter((bytes) => bytes >= 0))).toBeLessThan(30);
});
