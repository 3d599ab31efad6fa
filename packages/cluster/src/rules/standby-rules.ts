/** What a hot passive's queue is of, and where it begins: everything up to `base` is durable. */
export type QueueAt = {epoch: number; base: number};

/**
 * The machine at `applied` of `epoch` may go on with this queue. What another
 * epoch's active sent is another history: entries that this machine has
 * applied may be missing in it. And what lies between `applied` and `base` is
 * not in the queue any more.
 */
export function mayFollow(machine: {epoch: number; applied: number}, queue: QueueAt): boolean {
  return machine.epoch === queue.epoch && machine.applied >= queue.base;
}

/**
 * A snapshot to follow this queue from. One of a later epoch means that the
 * queue's active is deposed. `least`: older ones may hold a state that was
 * found to differ.
 */
export function mayStartFrom(cut: {epoch: number; sequence: number}, queue: QueueAt, least: number): boolean {
  return cut.epoch <= queue.epoch && cut.sequence >= least;
}

/** What a takeover knows before it goes on from the machine of a hot passive. */
export type Ahead = {
  applied: number;
  /** The queue's last entry. */
  received: number;
  /** Newest snapshot in the database; 0: none. */
  snapshot: number;
  /** First entry of the journal table that the queue and the machine lack; undefined: none. */
  tail: number | undefined;
};

/** Nothing is missing between what the machine has and what there is to apply. */
export function mayGoOn({applied, received, snapshot, tail}: Ahead): boolean {
  const end = Math.max(applied, received);
  return snapshot <= end && (tail === undefined || tail === end + 1);
}

/**
 * The passive may save its copy of the cut at `sequence` on the active's word:
 * `told` is what the active says to be committed and delivered.
 */
export function maySaveCut(sequence: number, told: number | undefined): boolean {
  return told === sequence;
}
