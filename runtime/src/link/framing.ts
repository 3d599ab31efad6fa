/** Largest message; a longer one means that the two ends do not speak the same language. */
const largest = 256 * 1024 * 1024;

/** A message with its length in front: 4 bytes, big-endian; then the number of its channel. Without a message: an empty frame. */
export function frame(message?: Uint8Array, channel = 0): Buffer {
  if (!message) return Buffer.alloc(4);
  const out = Buffer.allocUnsafe(5 + message.length);
  out.writeUInt32BE(1 + message.length, 0);
  out[4] = channel;
  out.set(message, 5);
  return out;
}

/** Puts the bytes of a connection together to messages. */
export class Deframer {
  #parts: Buffer[] = [];
  #size = 0;

  /** Complete messages, in order. Throws when a length is absurd. */
  *push(bytes: Buffer): Generator<Buffer> {
    this.#parts.push(bytes);
    this.#size += bytes.length;
    for (;;) {
      if (this.#size < 4) return;
      const head = this.#take(4, false);
      const length = head.readUInt32BE(0);
      if (length > largest) throw new Error(`a frame of ${length} bytes: the other end does not speak this protocol`);
      if (this.#size < 4 + length) return;
      yield this.#take(4 + length, true).subarray(4);
    }
  }

  #take(count: number, remove: boolean): Buffer {
    let first = this.#parts[0] ?? Buffer.alloc(0);
    if (first.length < count) {
      first = Buffer.concat(this.#parts);
      this.#parts = [first];
    }
    if (remove) {
      this.#size -= count;
      if (first.length === count) this.#parts.shift();
      else this.#parts[0] = first.subarray(count);
    }
    return first.subarray(0, count);
  }
}
