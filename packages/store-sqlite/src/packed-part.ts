import type {Cut, SnapshotPart} from '@tandem/cluster';
import {decodePart, encodePartSteps} from '@tandem/wire';
import {compress, decompress, unhurried} from '@tandem/base/packing';

/** Compressed off the main thread: SQLite then has the fewer bytes to write on it. */
export async function packed({sequence, timestamp, epoch}: Cut, {app, bytes}: SnapshotPart): Promise<Uint8Array> {
  const head = {app, sequence, timestamp, epoch, packing: 'zstd', size: bytes.length} as const;
  return unhurried(encodePartSteps(head, await compress(bytes)));
}

/** Throws when the part is damaged or belongs to another cut. */
export async function unpacked(cut: {sequence: number; epoch: number}, frame: Uint8Array): Promise<SnapshotPart> {
  const {app, sequence, epoch, packing, size, bytes} = decodePart(frame);
  if (sequence !== cut.sequence || epoch !== cut.epoch)
    throw new Error(`the part of ${JSON.stringify(app)} belongs to another cut`);
  return {app, bytes: packing === 'zstd' ? await decompress(bytes, size) : bytes};
}
