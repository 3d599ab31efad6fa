import {crc32} from './crc32.ts';
import {finish} from './finish.ts';
import {Reader} from './reader.ts';
import {Writer} from './writer.ts';

/*
 * The state of one app at one cut, as it lies in a database: it says what it is,
 * so that a part of another cut, a cut-off one or a foreign blob is noticed. History:
 *   1  "TNDM"; version byte; app; sequence, timestamp, epoch; packing; size
 *      unpacked; the bytes; the checksum of all before it.
 */
const magic = 0x4d444e54;
const version = 1;
const stepBytes = 1 << 18;
const packings = ['none', 'zstd'] as const;

/** `size`: of the bytes once unpacked, so that a reader can bound what it allocates. Packing itself is the store's business. */
export type PartFrame = {
  app: string;
  sequence: number;
  timestamp: number;
  epoch: number;
  packing: (typeof packings)[number];
  size: number;
  bytes: Uint8Array;
};

export function encodePart(part: PartFrame): Uint8Array {
  return finish(encodePartSteps(part, [part.bytes]));
}

/** As `encodePart`, in steps of about half a millisecond: a large part must not hold up everything else. `pages`: its bytes. */
export function* encodePartSteps(
  part: Omit<PartFrame, 'bytes'>,
  pages: readonly Uint8Array[],
): Generator<void, Uint8Array> {
  const length = pages.reduce((sum, page) => sum + page.length, 0);
  const w = new Writer(3 * part.app.length + 64);
  w.u32(magic);
  w.u8(version);
  w.string(part.app);
  w.varint(part.sequence);
  w.varint(part.timestamp);
  w.varint(part.epoch);
  w.u8(packings.indexOf(part.packing));
  w.varint(part.size);
  w.varint(length);
  const head = w.finish();
  const frame = new Uint8Array(head.length + length + 4);
  frame.set(head);
  let at = head.length;
  for (const page of pages) {
    for (let from = 0; from < page.length; from += stepBytes) {
      const piece = page.subarray(from, from + stepBytes);
      frame.set(piece, at);
      at += piece.length;
      yield;
    }
  }
  let sum = 0;
  for (let from = 0; from < at; from += stepBytes) {
    sum = crc32(frame.subarray(from, Math.min(from + stepBytes, at)), sum);
    yield;
  }
  new DataView(frame.buffer).setUint32(at, sum, true);
  return frame;
}

/** Throws a WireError when the frame is damaged, foreign or of an unknown version. `bytes` is a copy. */
export function decodePart(frame: Uint8Array): PartFrame {
  const r = new Reader(frame.subarray(0, Math.max(frame.length - 4, 0)));
  if (r.u32() !== magic) throw r.fail('not a part of a snapshot');
  const found = r.u8();
  if (found !== version) throw r.fail(`snapshot format ${found} is unknown`);
  if (new Reader(frame.subarray(-4)).u32() !== crc32(frame.subarray(0, -4))) throw r.fail('checksum does not match');
  const app = r.string();
  const sequence = r.varint();
  const timestamp = r.varint();
  const epoch = r.varint();
  const packing = packings[r.u8()];
  if (packing === undefined) throw r.fail('packing is unknown');
  const size = r.varint();
  const bytes = r.bytes();
  r.end();
  return {app, sequence, timestamp, epoch, packing, size, bytes};
}
