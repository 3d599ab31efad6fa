import {promisify} from 'node:util';
import {zstdCompress, zstdDecompress} from 'node:zlib';
import type {Cut, SnapshotPart} from '@tandem/cluster';
import {decodePart, encodePart} from '@tandem/wire';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Compressed off the main thread: SQLite then has the fewer bytes to write on it. */
export async function packed({sequence, timestamp, epoch}: Cut, {app, bytes}: SnapshotPart): Promise<Uint8Array> {
  return encodePart({
    app,
    sequence,
    timestamp,
    epoch,
    packing: 'zstd',
    size: bytes.length,
    bytes: await compress(bytes),
  });
}

/** Throws when the part is damaged or belongs to another cut. */
export async function unpacked(cut: {sequence: number; epoch: number}, frame: Uint8Array): Promise<SnapshotPart> {
  const {app, sequence, epoch, packing, size, bytes} = decodePart(frame);
  if (sequence !== cut.sequence || epoch !== cut.epoch)
    throw new Error(`the part of ${JSON.stringify(app)} belongs to another cut`);
  // One byte of room more than stated, as zlib refuses a limit of 0; the length is checked below.
  const plain = packing === 'zstd' ? await decompress(bytes, {maxOutputLength: size + 1}) : bytes;
  if (plain.length !== size) throw new Error(`${plain.length} bytes instead of ${size} after unpacking`);
  return {app, bytes: new Uint8Array(plain.buffer, plain.byteOffset, plain.byteLength)};
}
