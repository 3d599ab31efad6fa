import {expect, test} from 'vitest';
import type {Tallying} from '../core/stage.ts';
import {BatchBuffer} from './batch-buffer.ts';
import {CountedLengthBatch} from './counted-length-batch.ts';

test('what comes after a restore of an empty batch is in no other batch', () => {
  const next = {batchBegins: () => {}, batchAdds: () => {}, batchEnds: () => null} as unknown as Tallying;
  const window = new CountedLengthBatch(3, next);
  window.load(new CountedLengthBatch(3, next).save());
  window.one(1, ['a']);
  expect(new BatchBuffer().length).toBe(0);
});
