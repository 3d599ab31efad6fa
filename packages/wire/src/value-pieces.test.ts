import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Plain} from './plain.ts';
import {decode, encode} from './value-codec.ts';
import {isFraction} from './value-encoder.ts';
import {ValueReader} from './value-reader.ts';
import {ValueWriter} from './value-writer.ts';

const text = fc.oneof(fc.string({maxLength: 4}), fc.constantFrom('alpha', 'beta', 'x'.repeat(70), 'ü'.repeat(64)));
const plain: fc.Arbitrary<Plain> = fc.letrec<{value: Plain}>((tie) => ({
  value: fc.oneof(
    {maxDepth: 3},
    fc.oneof(fc.integer(), fc.double(), fc.bigInt(), text, fc.boolean(), fc.constant(null), fc.uint8Array()),
    fc.array(tie('value'), {maxLength: 4}),
    fc.array(text).map((items) => new Set(items)),
    fc.array(fc.tuple(text, tie('value'))).map((items) => new Map(items)),
    fc.dictionary(text, tie('value'), {maxKeys: 3}),
  ),
})).value;
const bytesOf = (w: ValueWriter): Uint8Array => Uint8Array.from(w.finish().flatMap((page) => [...page]));

test('what is written piece by piece is what encode gives for the whole', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(text, plain), {minLength: 1}), (items) => {
      const w = new ValueWriter();
      w.array(3);
      w.value('head');
      w.map(new Map(items).size);
      for (const [key, value] of new Map(items)) {
        w.value(key);
        w.value(value);
      }
      w.object(1);
      w.value('k');
      w.value(7);
      expect(bytesOf(w)).toEqual(encode(['head', new Map(items), {k: 7}]));
    }),
  ));

test('pages follow one another without a gap', () => {
  const rows = Array.from({length: 40_000}, (_, i) => [`symbol ${i}`, i / 3]);
  const w = new ValueWriter();
  w.array(rows.length);
  for (const row of rows) w.value(row);
  const {length} = w;
  const pages = w.finish();
  expect(pages.length).toBeGreaterThan(2);
  expect(Buffer.concat(pages).length).toBe(length);
  expect(decode(Buffer.concat(pages))).toEqual(rows);
});

test('pages that are lent are those that would be kept, and none is kept', () => {
  const rows = Array.from({length: 40_000}, (_, i) => [`symbol ${i}`, i / 3]);
  const lent: Uint8Array[] = [];
  const w = new ValueWriter((page) => lent.push(page.slice()));
  w.array(rows.length);
  for (const row of rows) w.value(row);
  const {length} = w;
  expect(w.finish()).toEqual([]);
  expect(lent.length).toBeGreaterThan(8);
  expect(Buffer.concat(lent).length).toBe(length);
  expect(decode(Buffer.concat(lent))).toEqual(rows);
});

test('what stands behind a value that was passed over is read as if it had been read, and so is the value afterwards', () =>
  fc.assert(
    fc.property(plain, plain, (first, second) => {
      const r = new ValueReader(encode(['before', first, second, 'alpha']));
      expect(r.array()).toBe(4);
      expect(r.value()).toBe('before');
      const back = r.mark();
      for (const _ of r.skip());
      expect(r.value()).toEqual(second);
      expect(r.value()).toBe('alpha');
      r.end();
      back();
      const slowly = r.slowly();
      let step = slowly.next();
      while (!step.done) step = slowly.next();
      expect(step.value).toEqual(first);
    }),
  ));

test('a container of another kind is an error that says what was expected', () => {
  const r = new ValueReader(encode({a: 1}));
  expect(() => r.array()).toThrow('expected an array');
});

test('a list of numbers is read one by one, and fractions alone are written as encode does', () =>
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.double(), fc.double(), fc.bigInt())), (list) => {
      const isDense = list.length > 0 && list.every(isFraction);
      const w = new ValueWriter();
      if (isDense) {
        w.fractions(list.length);
        for (const n of list) w.fraction(n);
      } else {
        w.array(list.length);
        for (const n of list) w.value(n);
      }
      const bytes = bytesOf(w);
      expect(bytes).toEqual(encode(list));
      const {count, next} = new ValueReader(bytes).numbers();
      expect(Array.from({length: count}, next)).toEqual(decode(encode(list)));
    }),
  ));

test('what stands behind a value that was passed over at once is read as if it had been read', () =>
  fc.assert(
    fc.property(plain, plain, (first, second) => {
      const r = new ValueReader(encode([first, second, 'alpha']));
      r.array();
      r.pass();
      expect([r.value(), r.value()]).toEqual([second, 'alpha']);
      r.end();
    }),
  ));

test('the last values are found by the text that they begin with, and only where they are the end', () =>
  fc.assert(
    fc.property(plain, plain, (before, after) => {
      const says = (values: Plain[], count: number): boolean =>
        new ValueReader(encode(values)).endsWith('7l.1wjwyzm', count);
      expect(says([before, '7l.1wjwyzm', after, 3], 3)).toBe(true);
      expect(says([before, '7l.1wjwyzm', after], 3)).toBe(false);
      expect(says([before, '7l.1wjwyzm', after, 3, 4], 3)).toBe(false);
      expect(says([before, 'another', after, 3], 3)).toBe(false);
      expect(says(['7l.1wjwyzm', before, 'another', after, 3], 3)).toBe(false);
    }),
  ));
