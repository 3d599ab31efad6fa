import * as fc from 'fast-check';
import {crc32 as zlibCrc32} from 'node:zlib';
import {expect, test} from 'vitest';
import {crc32, decode, encode, type Plain, WireError} from './index.ts';

/** Strings of any code units, lone surrogates included. */
const anyString = fc.string({unit: fc.integer({min: 0, max: 0xffff}).map((c) => String.fromCharCode(c))});
const {plain} = fc.letrec<{plain: Plain}>((tie) => ({
  plain: fc.oneof(
    {depthSize: 'small', withCrossShrink: true},
    fc.constant(null),
    fc.boolean(),
    fc.double(),
    fc.maxSafeInteger(),
    fc.bigInt(),
    anyString,
    fc.string(),
    fc.uint8Array(),
    fc.array(fc.double()),
    fc.array(tie('plain')),
    fc.array(fc.tuple(tie('plain'), tie('plain'))).map((pairs) => new Map(pairs)),
    fc.array(tie('plain')).map((items) => new Set(items)),
    fc.dictionary(anyString, tie('plain'), {noNullPrototype: true}),
  ),
}));

test('any value comes back as it was', () =>
  fc.assert(
    fc.property(plain, (value) => {
      const bytes = encode(value);
      const back = decode(bytes);
      expect(back).toStrictEqual(value);
      expect(encode(back)).toStrictEqual(bytes);
    }),
    {numRuns: 500},
  ));

test.each<[string, Plain]>([
  ['minus zero', -0],
  ['NaN', Number.NaN],
  ['infinities', [Infinity, -Infinity]],
  ['the ends of the safe integers', [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]],
  ['numbers beyond them', [2 ** 53, -(2 ** 53), 2 ** 60, Number.MAX_VALUE, Number.MIN_VALUE]],
  [
    'the edges of the small integers',
    [0, 127, 128, 16383, 16384, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 42, -1, -128, -129],
  ],
  ['bigints of 64 bits', [2n ** 63n - 1n, -(2n ** 63n), 0n, -1n]],
  ['bigints of more', [2n ** 63n, -(2n ** 63n) - 1n, 10n ** 300n]],
  ['lone surrogates', ['\ud800', 'a\udfff', '\udc00\ud800', 'x'.repeat(100) + '\ud800' + 'é'.repeat(100)]],
  ['a byte order mark', '\ufeffx'],
  ['an emoji across the fast path', `${'x'.repeat(46)}😀${'x'.repeat(46)}`],
  ['text of 62 to 66 bytes', [62, 63, 64, 65, 66].map((n) => 'x'.repeat(n))],
  ['text of each short length', Array.from({length: 64}, (_, n) => 'abcdefghijklmnopqrstuvwxyz'.repeat(3).slice(0, n))],
  ['text of two bytes a letter', [20, 31, 32, 33, 63, 64].map((n) => 'ä'.repeat(n))],
  ['a key that names the prototype', JSON.parse('{"__proto__": 1, "constructor": 2}') as Plain],
])('%s survives', (_, value) => {
  const back = decode(encode(value));
  expect(back).toStrictEqual(value);
  if (typeof value === 'number') expect(Object.is(back, value)).toBe(true);
});

test('the order of keys, maps and sets is kept, so equal histories give equal bytes', () => {
  const value: Plain = {
    b: 1,
    a: 2,
    map: new Map<Plain, Plain>([
      [2, 'x'],
      [1, 'y'],
    ]),
    set: new Set(['z', 'a']),
  };
  const back = decode(encode(value)) as {map: Map<number, string>; set: Set<string>};
  expect(Object.keys(back)).toStrictEqual(['b', 'a', 'map', 'set']);
  expect([...back.map.keys()]).toStrictEqual([2, 1]);
  expect([...back.set]).toStrictEqual(['z', 'a']);
  expect(encode({a: 2, b: 1})).not.toStrictEqual(encode({b: 1, a: 2}));
});

test('the bytes read are copied: a later change of the input changes nothing', () => {
  const bytes = Buffer.from(encode([new Uint8Array([1, 2, 3])]));
  const [held] = decode(bytes) as [Uint8Array];
  bytes.fill(9);
  expect(held).toStrictEqual(new Uint8Array([1, 2, 3]));
});

test('every NaN gives the same bytes', () => {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setBigUint64(0, 0xfff8_0000_0000_0001n);
  expect(encode(bits.getFloat64(0))).toStrictEqual(encode(Number.NaN));
  expect(encode([bits.getFloat64(0)])).toStrictEqual(encode([Number.NaN]));
});

test('small values are small', () => {
  expect(encode(7)).toHaveLength(2);
  expect(encode(1_700_000_000_000)).toHaveLength(8);
  expect(encode('abc')).toHaveLength(5);
  expect(encode(['symbol', 'symbol', 'symbol'])).toHaveLength(1 + 2 + 7 + 1 + 1);
});

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['a hole', [, 1]], // oxlint-disable-line no-sparse-arrays
  ['a function', () => 1],
  ['a symbol', Symbol('x')],
  ['a Date', new Date(0)],
  ['a Float64Array', new Float64Array(1)],
  ['an instance', Object.create({inherited: 1})],
])('%s is refused', (_, value) => expect(() => encode(value as Plain)).toThrow(/cannot encode/));

test('a cycle is refused', () => {
  const ring: Plain[] = [];
  ring.push(ring);
  expect(() => encode(ring)).toThrow(/cycle/);
});

test.each<[string, number[]]>([
  ['nothing', []],
  ['another version', [2, 0]],
  ['an unknown tag', [1, 31]],
  ['bytes behind the value', [1, 0, 0]],
  ['an array longer than the bytes', [1, 12, 0xff, 0xff, 0xff, 0xff, 0x7f]],
  ['packed numbers longer than the bytes', [1, 6, 2, 0, 0, 0, 0, 0, 0, 0, 0]],
  ['a map longer than the bytes', [1, 13, 2, 0, 0]],
  ['a string longer than the bytes', [1, 9, 0xff, 0xff, 0x7f, 65]],
  ['a string that refers to none', [1, 0x20]],
  ['text that is no UTF-8', [1, 0x42, 0xc3, 0x28]],
  ['text with an overlong form', [1, 0x42, 0xc0, 0x80]],
  ['a key that is no string', [1, 15, 1, 0x81, 0x81]],
  ['a number beyond 2^53', [1, 3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
  ['an endless number', [1, 3, ...Array.from({length: 40}, () => 0xff)]],
  ['a bigint of no bytes', [1, 8, 0, 0]],
  ['deep nesting', [1, ...Array.from({length: 100_000}, () => [12, 1]).flat(), 0]],
])('%s is refused with a position', (_, bytes) => {
  let error: unknown;
  try {
    decode(new Uint8Array(bytes));
  } catch (e) {
    error = e;
  }
  expect(error).toBeInstanceOf(WireError);
  expect((error as WireError).offset).toBeGreaterThanOrEqual(0);
});

test('hostile bytes end in a value or a WireError, never in anything else', () =>
  fc.assert(
    fc.property(plain, fc.array(fc.tuple(fc.nat(), fc.nat(255)), {maxLength: 4}), fc.nat(), (value, changes, cut) => {
      const bytes = encode(value);
      for (const [at, to] of changes) bytes[1 + (at % (bytes.length - 1))] = to;
      try {
        decode(bytes.subarray(0, 1 + (cut % bytes.length)));
      } catch (error) {
        expect(error).toBeInstanceOf(WireError);
      }
    }),
    {numRuns: 1000},
  ));

test('the checksum is that of zip, also in pieces', () =>
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 100}), fc.nat(100), (bytes, at) => {
      expect(crc32(bytes)).toBe(zlibCrc32(bytes));
      expect(crc32(bytes.subarray(at), crc32(bytes.subarray(0, at)))).toBe(zlibCrc32(bytes));
    }),
  ));

/** Bytes of format 1 that are kept for good: a change here is a new version, with the old one still readable. */
test('format 1 stays as it is', () => {
  const sample: Plain = {
    n: [0, 1, 127, 128, -1, -129, 1e12, 0.5, -0, Number.NaN],
    d: [1.5, Infinity],
    big: [1n, 2n ** 70n, -(2n ** 70n)],
    s: ['', 'a', 'symbol', 'symbol', 'é😀\ud800', 'x'.repeat(200)],
    o: [null, true, false, new Uint8Array([1, 2]), new Map([['k', 1]]), new Set([1, 'symbol'])],
  };
  const bytes = encode(sample);
  expect(crc32(bytes).toString(16)).toBe('503328cf');
  expect(decode(bytes)).toStrictEqual(sample);
});
