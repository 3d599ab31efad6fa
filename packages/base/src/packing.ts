import {once} from 'node:events';
import {setImmediate} from 'node:timers/promises';
import {createZstdCompress, createZstdDecompress} from 'node:zlib';

/*
 * Snapshots are large: everything here works in pieces, off the main thread
 * where it can, so that nothing else waits for longer than a piece takes, also
 * where main threads and those of the pool share their cores.
 */
const pieceBytes = 1 << 17;
const pageBytes = 1 << 18;

/** The bytes as one zstd frame, in pages. */
export async function compress(bytes: Uint8Array): Promise<Uint8Array[]> {
  const zstd = createZstdCompress({chunkSize: pageBytes, pledgedSrcSize: bytes.length});
  const pages: Uint8Array[] = [];
  zstd.on('data', (page: Uint8Array) => pages.push(page));
  const ended = once(zstd, 'end');
  for (let at = 0; at < bytes.length; at += pieceBytes)
    if (!zstd.write(bytes.subarray(at, at + pieceBytes))) await once(zstd, 'drain');
  zstd.end();
  await ended;
  return pages;
}

/** Throws when they are not `size` bytes once unpacked: no more than that is ever allocated. */
export async function decompress(bytes: Uint8Array, size: number): Promise<Uint8Array> {
  const zstd = createZstdDecompress({chunkSize: pageBytes});
  const plain = new Uint8Array(size);
  let length = 0;
  zstd.end(bytes);
  for await (const page of zstd as AsyncIterable<Uint8Array>) {
    if (length + page.length > size) throw new Error(`more than ${size} bytes after unpacking`);
    plain.set(page, length);
    length += page.length;
  }
  if (length !== size) throw new Error(`${length} bytes instead of ${size} after unpacking`);
  return plain;
}

/** Does the work with everything else in between. */
export async function unhurried<T>(steps: Generator<void, T>): Promise<T> {
  for (;;) {
    const {done, value} = steps.next();
    if (done === true) return value;
    await setImmediate();
  }
}
