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

/**
 * The lines of a stream of UTF-8 that hold a JSON value; empty ones are passed
 * over. Reads on only when the next line is asked for. Throws `LineRefused`
 * at the first one that is no JSON. The text stays as it is: numbers beyond
 * what JavaScript holds exactly are not touched.
 */
export async function* jsonLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', {fatal: true});
  let rest = '';
  let number = 0;
  for await (const chunk of input) {
    rest += decoded(() => decoder.decode(chunk, {stream: true}), number + 1);
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const text = checked(line, ++number);
      if (text !== '') yield {number, text};
    }
    if (rest.length > longest) throw new LineRefused(number + 1, `is longer than ${longest} characters`);
  }
  rest += decoded(() => decoder.decode(), number + 1);
  const text = checked(rest, ++number);
  if (text !== '') yield {number, text};
}

function decoded(decode: () => string, line: number): string {
  try {
    return decode();
  } catch {
    throw new LineRefused(line, 'is not UTF-8');
  }
}

function checked(line: string, number: number): string {
  const text = line.trim();
  if (text === '') return '';
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new LineRefused(number, `found ${text.slice(0, 60)}, expected one JSON value: ${(error as Error).message}`);
  }
}
