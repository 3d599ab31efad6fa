import {createHash} from 'node:crypto';
import {setImmediate} from 'node:timers/promises';
import type {Cut, SnapshotPart} from '@tandem/cluster';
import {decodePart, encodePartSteps} from '@tandem/wire';
import {compress, decompress, unhurried} from '@tandem/base/packing';

/** A row of the persistence table: a piece of the state of one app. */
type PieceRow = {app: string; revision: string; part: number; piece: number; snapshot: Uint8Array};
type PackedCut = {rows: PieceRow[]; checksum: string};

/** Below the packet sizes that servers allow, and quick enough for one statement; to be copied and hashed in one turn. */
const pieceBytes = 1 << 20;

/** Compressed off the main thread, framed with a checksum, cut into pieces. */
export async function pack({sequence, timestamp, epoch, parts}: Cut): Promise<PackedCut> {
  const rows: PieceRow[] = [];
  const hash = createHash('sha256');
  for (const [part, {app, bytes}] of parts.entries()) {
    const head = {app, sequence, timestamp, epoch, packing: 'zstd', size: bytes.length} as const;
    const frame = await unhurried(encodePartSteps(head, await compress(bytes)));
    for (let piece = 0; piece * pieceBytes < frame.length; piece++) {
      const snapshot = frame.subarray(piece * pieceBytes, (piece + 1) * pieceBytes);
      hash.update(snapshot);
      await setImmediate();
      rows.push({app, revision: `${timestamp}__${app}`, part, piece, snapshot});
    }
  }
  return {rows, checksum: hash.digest('hex')};
}

/** Throws when the rows, in order of part and piece, are not all there or not as they were saved. */
export async function unpack(
  cut: {sequence: number; epoch: number; parts: number; checksum: string},
  rows: readonly {part: number; snapshot: Uint8Array}[],
): Promise<SnapshotPart[]> {
  const frames = Map.groupBy(rows, (row) => row.part);
  if (frames.size !== cut.parts) throw new Error(`${frames.size} of ${cut.parts} parts are there`);
  const hash = createHash('sha256');
  const parts: SnapshotPart[] = [];
  for (const pieces of frames.values()) {
    const frame = Buffer.concat(pieces.map((piece) => piece.snapshot));
    hash.update(frame);
    const part = decodePart(frame);
    if (part.sequence !== cut.sequence || part.epoch !== cut.epoch)
      throw new Error(`the part of ${JSON.stringify(part.app)} belongs to another cut`);
    const {app, packing, bytes, size} = part;
    parts.push({app, bytes: packing === 'zstd' ? await decompress(bytes, size) : bytes});
  }
  if (hash.digest('hex') !== cut.checksum) throw new Error('checksum of the cut does not match');
  return parts;
}
