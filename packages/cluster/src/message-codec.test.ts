import {encodeEntries} from '@tandem/wire';
import {expect, test} from 'vitest';
import {decodeMessage, encodeMessage} from './message-codec.ts';
import type {Message} from './messages.ts';

const frame = encodeEntries([{sequence: 7, timestamp: 1_700_000_000_000, epoch: 3, payload: new Uint8Array([1, 2])}]);
const messages: Message[] = [
  {kind: 'hello', version: 1, nodeId: 'nøde', incarnation: 'x.1', role: 'passive', epoch: 4, newest: 2},
  {
    kind: 'heartbeat',
    epoch: 3,
    rev: 2,
    number: 99,
    asks: true,
    keeperIsYou: false,
    databaseLost: true,
    appended: 2 ** 40,
    committed: 6,
    mark: 5,
    watermarks: {'app/sink': 12, b: 0},
  },
  {
    kind: 'ack',
    epoch: 3,
    number: 99,
    promised: true,
    inDoubt: false,
    leaving: true,
    queueEpoch: 3,
    base: 5,
    received: 7,
    proxied: 98,
  },
  {kind: 'join', epoch: 3, base: 5},
  {kind: 'entries', epoch: 3, first: 7, last: 7, frame},
  {kind: 'received', epoch: 3, received: 7},
  {kind: 'queueRequest'},
  {kind: 'queueStart', epoch: 3, base: 5, last: 7},
  {kind: 'queuePiece', epoch: 3, first: 7, last: 7, frame},
  {kind: 'standing', epoch: 3, applied: 6, following: true, trouble: ''},
  {
    kind: 'cut',
    epoch: 3,
    sequence: 7,
    checks: [
      {app: '', operator: 'keys', sum: 0},
      {app: 'Å', operator: 'query:q/window', sum: 2 ** 52},
    ],
  },
  {kind: 'save', epoch: 3, sequence: 7, checks: []},
  {kind: 'save', epoch: 3, sequence: 7, checks: [{app: 'A', operator: 'table:T', sum: 9}]},
  {kind: 'saved', epoch: 3, sequence: 7, outcome: 'diverged', detail: 'app A, table:T'},
];

test.each(messages)('$kind survives', (message) => {
  expect(decodeMessage(encodeMessage(message))).toEqual(message);
});

test('orders of version 2 are read as they were written then, and a save without checks is written so', () => {
  // cut of epoch 3 at 7, its state checked: app '', keys, sum 5; then the order to save it, without checks.
  const save = Uint8Array.of(11, 3, 7);
  expect(decodeMessage(save)).toEqual({kind: 'save', epoch: 3, sequence: 7, checks: []});
  expect(encodeMessage({kind: 'save', epoch: 3, sequence: 7, checks: []})).toEqual(save);
  const cut = Uint8Array.of(10, 3, 7, 1, 0, 4, ...Buffer.from('keys'), 5);
  expect(decodeMessage(cut)).toEqual({
    kind: 'cut',
    epoch: 3,
    sequence: 7,
    checks: [{app: '', operator: 'keys', sum: 5}],
  });
});

test('a heartbeat without news of watermarks says nothing of them', () => {
  const heartbeat = {...messages[1], watermarks: undefined} as Message;
  expect(decodeMessage(encodeMessage(heartbeat))).toEqual(heartbeat);
});

test.each(messages.filter((m) => m.kind !== 'queueRequest' && m.kind !== 'hello'))(
  'a $kind that was cut short is refused',
  (message) => {
    expect(() => decodeMessage(encodeMessage(message).subarray(0, -1))).toThrow();
  },
);

test('an unknown kind and surplus bytes are refused', () => {
  expect(() => decodeMessage(new Uint8Array([200]))).toThrow('unknown kind');
  expect(() => decodeMessage(new Uint8Array([6, 0]))).toThrow();
});

/** What a node of version 1 sends. */
const helloOfVersion1 = '0001066e6f64652d31036162630661637469766507';

test('a hello of version 1 is understood, and one of now begins as that one did', () => {
  const hello = {kind: 'hello', version: 1, nodeId: 'node-1', incarnation: 'abc', role: 'active', epoch: 7} as const;
  expect(decodeMessage(Buffer.from(helloOfVersion1, 'hex'))).toEqual({...hello, newest: 1});
  // A node of version 1 reads that far, finds the version that it speaks, and leaves the rest alone.
  expect(Buffer.from(encodeMessage({...hello, newest: 2})).toString('hex')).toBe(`${helloOfVersion1}02`);
});
