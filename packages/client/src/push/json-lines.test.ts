import fc from 'fast-check';
import {expect, test} from 'vitest';
import {jsonLines, type Line} from './json-lines.ts';

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}
async function all(bytes: Uint8Array, size = 3): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of jsonLines(inChunks(bytes, size))) lines.push(line);
  return lines;
}

test.each([
  {
    name: 'lines with and without an end',
    text: '{"a":1}\n2',
    want: [
      {number: 1, text: '{"a":1}'},
      {number: 2, text: '2'},
    ],
  },
  {
    name: 'empty lines and Windows ends',
    text: '\n1\r\n\n2\n',
    want: [
      {number: 2, text: '1'},
      {number: 4, text: '2'},
    ],
  },
  {name: 'a byte order mark', text: '\uFEFF1\n', want: [{number: 1, text: '1'}]},
  {
    name: 'a number that JavaScript does not hold',
    text: '9007199254740993',
    want: [{number: 1, text: '9007199254740993'}],
  },
  {name: 'nothing', text: '', want: []},
])('$name', async ({text, want}) => expect(await all(Buffer.from(text))).toEqual(want));

test('however the bytes are cut, the lines are the same', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.json()), fc.integer({min: 1, max: 40}), async (values, size) => {
      // A JSON text may hold line ends between its tokens; events on one line do not.
      const lines = values.map((value) => JSON.stringify(JSON.parse(value)));
      const found = await all(Buffer.from(lines.join('\n')), size);
      expect(found.map(({text}) => text)).toEqual(lines);
    }),
  ));

test.each([
  {
    name: 'a line that is no JSON',
    bytes: Buffer.from('1\n{a}\n'),
    line: 2,
    message: 'found {a}, expected one JSON value',
  },
  {name: 'bytes that are no text', bytes: Buffer.from([0x31, 0x0a, 0xff, 0x0a]), line: 2, message: 'is not UTF-8'},
  {name: 'half a letter at the end', bytes: Buffer.from([0x22, 0xc3]), line: 1, message: 'is not UTF-8'},
])('$name is refused with its number', ({bytes, line, message}) =>
  expect(all(bytes, 2)).rejects.toMatchObject({line, message: expect.stringContaining(message)}),
);
