/** Whether an app runs; entrances of its streams look here. */
export class Life {
  readonly #app: string;
  open = false;
  /** Was started or stopped once, here or before the snapshot that it comes from: it does not begin anew. */
  begun = false;

  constructor(app: string) {
    this.#app = app;
  }
  /** Answers whether it begins. */
  start(): boolean {
    const first = !this.begun;
    this.open = true;
    this.begun = true;
    return first;
  }
  stop(): void {
    this.open = false;
    this.begun = true;
  }
  mustRun(what: string): void {
    if (!this.open) this.refuse(what);
  }
  refuse(what: string): never {
    throw new Error(`app '${this.#app}' is not running: ${what}() needs start() first`);
  }
}
