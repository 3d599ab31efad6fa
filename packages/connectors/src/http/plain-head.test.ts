import {expect, test} from 'vitest';
import {plainHead, PlainHeads} from './plain-head.ts';

const head = (...lines: string[]): string => [...lines, ''].join('\r\n');
const plain = ['POST /in?a=b HTTP/1.1', 'Host: x', 'Content-Length: 12', 'Connection: Keep-Alive', 'X-A:  b c '];

test('a plain POST is read', () => {
  expect(plainHead(head(...plain))).toEqual({
    url: '/in?a=b',
    length: 12,
    headers: {host: 'x', 'content-length': '12', connection: 'Keep-Alive', 'x-a': 'b c'},
  });
});

test.each([
  ['another method', ['GET / HTTP/1.1', 'Host: x', 'Content-Length: 0']],
  ['an older version', ['POST / HTTP/1.0', 'Host: x', 'Content-Length: 0']],
  ['a whole address', ['POST http://x/ HTTP/1.1', 'Host: x', 'Content-Length: 0']],
  ['a space in the address', ['POST /a b HTTP/1.1', 'Host: x', 'Content-Length: 0']],
  ['no host', ['POST / HTTP/1.1', 'Content-Length: 0']],
  ['no length', ['POST / HTTP/1.1', 'Host: x']],
  ['two lengths', [...plain, 'content-length: 12']],
  ['a list of lengths', ['POST / HTTP/1.1', 'Host: x', 'Content-Length: 1, 1']],
  ['a signed length', ['POST / HTTP/1.1', 'Host: x', 'Content-Length: +1']],
  ['a length in hexadecimal', ['POST / HTTP/1.1', 'Host: x', 'Content-Length: 0x1']],
  ['a coded body', [...plain, 'Transfer-Encoding: chunked']],
  ['an expectation', [...plain, 'Expect: 100-continue']],
  ['another protocol', [...plain, 'Upgrade: h2c']],
  ['a connection that ends', ['POST / HTTP/1.1', 'Host: x', 'Content-Length: 0', 'Connection: close']],
  ['a header twice', [...plain, 'x-a: c']],
  ['a folded line', [...plain, ' more']],
  ['a space before the colon', [...plain, 'x-b : c']],
  ['a line without a colon', [...plain, 'x-b']],
  ['a name of nothing', [...plain, ': c']],
  ['a bare line feed', [...plain, 'x-b: c\nd: e']],
  ['a bare carriage return', [...plain, 'x-b: c\rd']],
  ['a null byte', [...plain, 'x-b: \0']],
  ['a byte beyond ASCII', [...plain, 'x-b: \xe9']],
])('%s is left to the complete parser', (_, lines) => {
  expect(plainHead(head(...lines))).toBeUndefined();
});

test('a header named like a member of every object is a header', () => {
  expect(plainHead(head(...plain, 'constructor: a', '__proto__: b'))?.headers).toMatchObject({constructor: 'a'});
});

test('a head that comes again is not read again, and a few hundred others make room', () => {
  const heads = new PlainHeads();
  const first = heads.of(head(...plain));
  expect(heads.of(head(...plain))).toBe(first);
  for (let n = 0; n < 300; n++) expect(heads.of(head(...plain, `Y: ${n}`))?.headers['y']).toBe(String(n));
  expect(heads.of(head(...plain))).not.toBe(first);
  expect(heads.of(head(...plain))).toEqual(first);
  expect([heads.of('GET / HTTP/1.1\r\n'), heads.of('GET / HTTP/1.1\r\n')]).toEqual([undefined, undefined]);
});
