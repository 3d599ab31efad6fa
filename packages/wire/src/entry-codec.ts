import {crc32} from './crc32.ts';
import {Reader} from './reader.ts';
import {Writer} from './writer.ts';

/*
 * A batch of journal entries. History:
 *   1  version byte; count; per entry the differences of sequence (to the one
 *      before, plus one), timestamp and epoch, zigzag; payload; at the end the
 *      checksum of all bytes before it.
 */
const version = 1;

/** As the cluster's journal knows it: one input at its place in the order. Whole numbers below 2^51; an empty payload is a tick. */
export type EntryFrame = {sequence: number; timestamp: number; epoch: number; payload: Uint8Array};

/** One frame. Entries that follow each other closely cost about four bytes more than their payloads. */
export function encodeEntries(entries: readonly EntryFrame[]): Uint8Array {
  const writer = new EntryFrameWriter(entries.length);
  for (const {sequence, timestamp, epoch, payload} of entries) writer.add(sequence, timestamp, epoch, payload);
  return writer.finish();
}

/** Writes a frame entry by entry, where they are no objects. There is one at a time: it ends the one before. */
export class EntryFrameWriter {
  readonly #w: Writer;
  #sequence = 0;
  #timestamp = 0;
  #epoch = 0;

  constructor(count: number) {
    if (scratch.capacity > keptCapacity) scratch = new Writer();
    this.#w = scratch;
    this.#w.reset();
    this.#w.u8(version);
    this.#w.varint(count);
  }
  add(sequence: number, timestamp: number, epoch: number, payload: Uint8Array): void {
    const w = this.#w;
    w.zigzag(sequence - this.#sequence - 1);
    w.zigzag(timestamp - this.#timestamp);
    w.zigzag(epoch - this.#epoch);
    w.bytes(payload);
    this.#sequence = sequence;
    this.#timestamp = timestamp;
    this.#epoch = epoch;
  }
  finish(): Uint8Array {
    const w = this.#w;
    w.u32(crc32(w.peek()));
    return w.finish();
  }
}

/** For one frame at a time, which is copied at the end. */
let scratch = new Writer();
const keptCapacity = 1 << 20;

/** Throws a WireError when the frame is damaged or of an unknown version. Payloads share memory with it. */
export function decodeEntries(frame: Uint8Array): EntryFrame[] {
  const r = new Reader(frame.subarray(0, Math.max(frame.length - 4, 0)));
  const found = r.u8();
  if (found !== version) throw r.fail(`entry format ${found} is unknown`);
  if (new Reader(frame.subarray(-4)).u32() !== crc32(frame.subarray(0, -4))) throw r.fail('checksum does not match');
  const entries: EntryFrame[] = [];
  let before = {sequence: 0, timestamp: 0, epoch: 0};
  for (let left = r.count(4); left > 0; left--) {
    const sequence = before.sequence + 1 + r.zigzag();
    const timestamp = before.timestamp + r.zigzag();
    const epoch = before.epoch + r.zigzag();
    before = {sequence, timestamp, epoch};
    entries.push({sequence, timestamp, epoch, payload: r.view(r.varint())});
  }
  r.end();
  return entries;
}
