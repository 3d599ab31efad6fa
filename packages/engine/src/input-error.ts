/** A row that does not fit its stream: says which stream, attribute, what was found and what was expected. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly stream: string;
  readonly attribute: string | undefined;
  constructor(message: string, stream: string, attribute?: string) {
    super(message);
    this.stream = stream;
    this.attribute = attribute;
  }
}
