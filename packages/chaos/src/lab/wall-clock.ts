import {existsSync, mkdirSync, readdirSync, renameSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

/** Debian's package `libfaketime`; undefined where it is not installed. */
function faketimeLibrary(): string | undefined {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib').filter((name) => name.endsWith('-linux-gnu')) : [];
  return folders
    .map((name) => join('/usr/lib', name, 'faketime', 'libfaketimeMT.so.1'))
    .find((path) => existsSync(path));
}

/**
 * The wall clock of one process, which can be set while it runs. Monotonic
 * time is left alone, as on a machine whose clock somebody sets. The process
 * reads it anew once a second.
 */
export class WallClock {
  readonly #file: string;
  readonly #library: string | undefined;

  constructor(file: string) {
    this.#file = file;
    mkdirSync(dirname(file), {recursive: true});
    this.#library = faketimeLibrary();
    this.set(0);
  }
  get settable(): boolean {
    return this.#library !== undefined;
  }
  /** What a container has to see under the same names: the library, and the folder of the file, which is replaced each time. */
  get files(): readonly string[] {
    return this.#library === undefined ? [] : [this.#library, dirname(this.#file)];
  }
  get environment(): Record<string, string> {
    if (this.#library === undefined) return {};
    return {
      LD_PRELOAD: this.#library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    };
  }
  /** Ahead of the machine's clock by so many ms. */
  set(offsetMs: number): void {
    const sign = offsetMs < 0 ? '-' : '+';
    writeFileSync(`${this.#file}.new`, `${sign}${(Math.abs(offsetMs) / 1000).toFixed(3)}s\n`);
    renameSync(`${this.#file}.new`, this.#file); // a reader sees the old or the new, never half
  }
}
