import {expect, test} from 'vitest';
import {decode} from '@tandem/wire';
import {encodeInput} from './input.ts';
import {events, newMachine, Twin} from './traps/twin.ts';

/** The machine's own part as version 1 wrote it: an app A from a file, and an answer that is remembered by its key. */
const version1 = [
  '010c0581870c010c05414109d002406170703a6e616d65282741272920646566696e652073747265616d205320286b207374',
  '72696e672c207620696e74293b20646566696e65207461626c65205420286b20737472696e672c206e206c6f6e67293b0a40',
  '73696e6b28747970653d276c6f67272920646566696e652073747265616d204f757420286b20737472696e672c20746f7461',
  '6c206c6f6e67293b0a40696e666f286e616d653d27746f74616c7327292066726f6d20532377696e646f772e6c656e677468',
  '2833292073656c656374206b2c2073756d28762920617320746f74616c2067726f7570206279206b20696e7365727420696e',
  '746f204f75743b0a40696e666f286e616d653d27726f777327292066726f6d20532073656c656374206b2c20314c20617320',
  '6e20757064617465206f7220696e7365727420696e746f20542073657420542e6e203d206e206f6e20542e6b203d3d206b3b',
  '0240800c010c0446412f532f6b318285820c010c0241414468617368',
].join('');

test('a snapshot of version 1 brings back apps, files, time and answers', () => {
  const machine = newMachine();
  machine.restore([{app: '', bytes: Buffer.from(version1, 'hex')}]);
  expect(machine.now()).toBe(7);
  expect(machine.fileVersion('A')).toBe('hash');
  expect(machine.app('A')?.instance).toBeDefined();
  const payload = encodeInput(events('A', 'S', [['a', 1]], 'k1'));
  const {reply} = machine.apply({sequence: 4, timestamp: 8, epoch: 1, payload});
  expect(reply).toEqual({ok: true, sequence: 2, timestamp: 5, events: 2, repeated: true});
});

const storing = `@app:name('A') @OnError(action='store') define stream S (o object);
from S select sizeOfSet(o) as n insert into Out;`;
const versionOf = (twin: Twin): unknown => {
  const [own] = twin.machine.snapshot();
  return own && (decode(own.bytes) as unknown[])[0];
};

test('what a node of the version before can read is written as it wrote it, until there is something that it cannot hold', () => {
  const twin = new Twin();
  twin.deploy(storing);
  expect(versionOf(twin)).toBe(1);
  twin.apply(1, events('A', 'S', [['no set']]));
  expect(versionOf(twin)).toBe(2);
});
