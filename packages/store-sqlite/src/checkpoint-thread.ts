import type {Worker} from 'node:worker_threads';

/** How far the log is copied back, in pages since it last began anew: `log` of them are written, `checkpointed` are in the database file. */
export type Progress = {log: number; checkpointed: number};

/**
 * A text, since in the bundled server there is no file to load. The connection's `synchronous` is FULL, as SQLite has it: a pass brings the log
 * to the disk, copies, and brings the database file there, before the log may begin anew. Without `require`: whether there is one is among the options of the process.
 */
const program = `
const {parentPort, workerData} = process.getBuiltinModule('node:worker_threads');
const {DatabaseSync} = process.getBuiltinModule('node:sqlite');
const database = new DatabaseSync(workerData, {timeout: 1000});
const pass = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
parentPort.on('message', (wanted) => {
  if (wanted === 'pass') return parentPort.postMessage({...pass.get()});
  database.close();
  parentPort.close();
});`;

type Asked = {resolve: (progress: Progress) => void; reject: (reason: unknown) => void};

/** Copies the log back on a connection and a thread of its own, which keep the process alive for a pass, no longer. */
export class CheckpointThread {
  readonly #worker: Worker;
  readonly #ended = Promise.withResolvers<void>();
  #asked: Asked | undefined;
  #failure: Error | undefined;

  constructor(path: string) {
    // Not by `import`: few starts need it.
    const threads = process.getBuiltinModule('node:worker_threads');
    this.#worker = new threads.Worker(program, {eval: true, workerData: path, execArgv: [], name: 'checkpoints'});
    this.#worker.on('message', (progress: Progress) => this.#take()?.resolve(progress));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => {
      this.#fail(new Error(`the thread ended with ${code}`));
      this.#ended.resolve();
    });
  }
  /** Waits for nobody who reads or writes, and they wait for nothing but the disk. One at a time. Rejects once the thread has failed. */
  pass(): Promise<Progress> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#asked = {resolve, reject};
      // Somebody may wait for it who would not keep the process alive either.
      this.#worker.ref();
      this.#worker.postMessage('pass', []);
    });
  }
  /** Gives up its connection. */
  end(): Promise<void> {
    this.#worker.ref();
    this.#worker.postMessage('end', []);
    return this.#ended.promise;
  }
  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
    this.#take()?.reject(this.#failure);
  }
  #take(): Asked | undefined {
    const asked = this.#asked;
    this.#asked = undefined;
    if (asked) this.#worker.unref();
    return asked;
  }
}
