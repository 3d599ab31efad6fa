import {close, fdatasync, fdatasyncSync, openSync} from 'node:fs';
import {promisify} from 'node:util';

const closed = promisify(close);
const synced = promisify(fdatasync);

/**
 * The write-ahead log, to have all that was written to it so far brought to the disk. It is there from the first commit on, and until the last connection is
 * closed. SQLite locks the other two files only: closing this one takes no lock away.
 */
export class LogFile {
  readonly #path: string;
  readonly #settling = new Set<Promise<void>>();
  #opened: number | undefined;

  constructor(database: string) {
    this.#path = `${database}-wal`;
  }
  /** On this thread. SQLite would use `fsync`, which also waits for the time of the last change to be noted, and so for what else the file system writes. */
  sync(): void {
    fdatasyncSync(this.#file);
  }
  /** In a thread of the pool, which takes more CPU time than the disk takes to write a little. */
  async settle(): Promise<void> {
    const settling = synced(this.#file);
    this.#settling.add(settling);
    try {
      await settling;
    } finally {
      this.#settling.delete(settling);
    }
  }
  async close(): Promise<void> {
    await Promise.allSettled(this.#settling);
    if (this.#opened !== undefined) await closed(this.#opened);
    this.#opened = undefined;
  }
  get #file(): number {
    this.#opened ??= openSync(this.#path, 'r+');
    return this.#opened;
  }
}
