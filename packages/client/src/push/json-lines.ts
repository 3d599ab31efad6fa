/** A line is not what it should be. `message`: what was found and expected. */
export class LineRefused extends Error {
  override readonly name = 'LineRefused';
  /** From 1. */
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

export type Line = {number: number; text: string};

/** A source takes no larger body by default. */
const longest = 10_485_760;
const lineEnd = 0x0a;

/**
 * The lines of a stream of UTF-8 that hold a JSON value; empty ones are passed
 * over. Reads on only when the next line is asked for. Throws `LineRefused`
 * at the first one that is no JSON. The text stays as it is: numbers beyond
 * what JavaScript holds exactly are not touched.
 */
export async function* jsonLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let begun: Uint8Array[] = [];
  let length = 0;
  let number = 1;
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(lineEnd); end >= 0; end = chunk.indexOf(lineEnd, from)) {
      const text = checked([...begun, chunk.subarray(from, end)], number);
      if (text !== '') yield {number, text};
      begun = [];
      length = 0;
      number++;
      from = end + 1;
    }
    begun.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > longest) throw new LineRefused(number, `is longer than ${longest} bytes`);
  }
  const text = checked(begun, number);
  if (text !== '') yield {number, text};
}

function checked(parts: readonly Uint8Array[], number: number): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', {fatal: true}).decode(Buffer.concat(parts)).trim();
  } catch {
    throw new LineRefused(number, 'is not UTF-8');
  }
  if (text === '') return '';
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new LineRefused(number, `found ${text.slice(0, 60)}, expected one JSON value: ${(error as Error).message}`);
  }
}
