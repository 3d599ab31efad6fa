/** The bytes are not what the reader expects: cut short, damaged, or of a version it does not know. The caller drops them. */
export class WireError extends Error {
  override readonly name = 'WireError';
  /** Position of the trouble, bytes from the start of what was given to the reader. */
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(`${message} at byte ${offset}`);
    this.offset = offset;
  }
}
