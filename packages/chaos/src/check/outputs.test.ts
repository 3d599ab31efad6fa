import {expect, test} from 'vitest';
import {Outputs} from './outputs.ts';

test.each([
  {name: 'in order', ids: ['A/S/1.1', 'A/S/1.2', 'A/S/7.1', 'A/T/2.1'], wrong: []},
  {name: 'again with the same body', ids: ['A/S/1.1', 'A/S/2.1', 'A/S/1.1'], wrong: []},
  {name: 'an older one that comes first after a newer one', ids: ['A/S/2.1', 'A/S/1.1'], wrong: ['order']},
  {name: 'a lower ordinal of the same entry', ids: ['A/S/2.2', 'A/S/2.1'], wrong: ['order']},
  {name: 'what is no id', ids: ['undefined'], wrong: ['contradicted']},
])('$name', ({ids, wrong}) => {
  const outputs = new Outputs();
  for (const id of ids) outputs.take(id, 5);
  expect(outputs.wrong.map(({kind}) => kind)).toEqual(wrong);
});

test('an id that comes again with another body is a contradiction, also when the first was compared before', () => {
  const outputs = new Outputs();
  outputs.take('A/S/1.1', 5);
  outputs.forget(1);
  outputs.take('A/S/1.1', 6);
  expect(outputs.wrong.map(({kind}) => kind)).toEqual(['contradicted']);
  expect([outputs.received, outputs.repeated]).toEqual([1, 1]);
});

test('what was compared does not come up again, what came after does', () => {
  const outputs = new Outputs();
  for (const [id, hash] of [
    ['A/S/1.1', 5],
    ['A/S/2.1', 6],
    ['A/S/3.1', 7],
  ] as const)
    outputs.take(id, hash);
  expect(outputs.upTo(2)).toEqual(new Map([['A/S', [5, 6]]]));
  outputs.forget(2);
  expect(outputs.upTo(9)).toEqual(new Map([['A/S', [7]]]));
});
