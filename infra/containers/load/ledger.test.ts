import {expect, test} from 'vitest';
import {faults, Ledger} from './ledger.ts';

const body = (client: number, n: number, seen = n + 1): string => JSON.stringify({event: {client, n, seen}});

/** A ledger in which client 1 has sent three events, all answered and put out. */
function faultless(): Ledger {
  const ledger = new Ledger();
  for (let n = 0; n < 3; n++) {
    ledger.sent();
    ledger.answered(1, n, {repeated: false, attempts: 1});
    ledger.output(`id-${n}`, body(1, n));
  }
  return ledger;
}

test('a faultless run has nothing to say', () => expect(faults(faultless().account())).toEqual([]));

test('nothing at all is a fault', () => expect(faults(new Ledger().account())).toEqual(['nothing was answered']));

test.each([
  {
    name: 'an answered event without an output is lost',
    act: (ledger: Ledger) => {
      ledger.sent();
      ledger.answered(1, 3, {repeated: false, attempts: 2});
    },
    found: ['lost: 1'],
  },
  {name: 'a sent event without an answer is named', act: (ledger: Ledger) => ledger.sent(), found: ['unanswered: 1']},
  {
    name: 'the same event under another id is a duplicate',
    act: (ledger: Ledger) => ledger.output('id-9', body(1, 2)),
    found: ['duplicated: 1'],
  },
  {
    name: 'the same id with the same body is no fault',
    act: (ledger: Ledger) => ledger.output('id-2', body(1, 2)),
    found: [],
  },
  {
    name: 'the same id with another body is a contradiction',
    act: (ledger: Ledger) => ledger.output('id-2', body(1, 2, 9)),
    found: ['contradicted: 1'],
  },
  {
    name: 'a count that an uninterrupted run would not have is wrong',
    act: (ledger: Ledger) => ledger.output('id-3', body(1, 3, 2)),
    found: ['wrong: 1'],
  },
  {
    name: 'an output after that of a later event is out of order',
    act: (ledger: Ledger) => {
      ledger.output('id-4', body(1, 4));
      ledger.output('id-3', body(1, 3));
    },
    found: ['outOfOrder: 1'],
  },
  {
    name: 'a refused event is a fault of the round',
    act: (ledger: Ledger) => {
      ledger.sent();
      ledger.refused();
    },
    found: ['refused: 1'],
  },
])('$name', ({act, found}) => {
  const ledger = faultless();
  act(ledger);
  expect(faults(ledger.account())).toEqual(found);
});
