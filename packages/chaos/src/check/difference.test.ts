import {expect, test} from 'vitest';
import {difference} from './difference.ts';

const sink = (...hashes: number[]): Map<string, number[]> => new Map([['A/S', hashes]]);

test.each([
  {name: 'equal', found: sink(1, 2), wanted: sink(1, 2), kinds: []},
  {name: 'one is missing', found: sink(1), wanted: sink(1, 2), kinds: ['lost']},
  {name: 'one of two equal ones is missing', found: sink(1), wanted: sink(1, 1), kinds: ['lost']},
  {name: 'one is there twice', found: sink(1, 1, 2), wanted: sink(1, 2), kinds: ['doubled']},
  {name: 'one is another', found: sink(1, 9), wanted: sink(1, 2), kinds: ['lost', 'doubled']},
  {name: 'two are exchanged', found: sink(2, 1), wanted: sink(1, 2), kinds: ['order']},
  {name: 'a sink got nothing', found: new Map(), wanted: sink(1), kinds: ['lost']},
  {name: 'a sink got what nobody sent', found: sink(1), wanted: new Map(), kinds: ['doubled']},
])('$name', ({found, wanted, kinds}) => expect(difference(found, wanted).map(({kind}) => kind)).toEqual(kinds));
