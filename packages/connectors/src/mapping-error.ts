/** A payload that does not fit its stream. The source answers with its three parts; nothing of the payload was taken. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
  /** Where in the payload: `$[3].event.price`. */
  readonly place: string;
  readonly found: string;
  readonly expected: string;
  constructor(place: string, found: string, expected: string) {
    super(`${place}: found ${found}, expected ${expected}`);
    this.place = place;
    this.found = found;
    this.expected = expected;
  }
}
