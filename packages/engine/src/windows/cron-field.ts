import {SiddhiAppError, type Span} from '@tandem/siddhiql';

/** What one field of a cron text may hold. */
export type FieldRange = {what: string; least: number; most: number; names?: readonly string[]; namesFrom?: number};

/**
 * The numbers that a list of `*`, `a`, `a-b`, `…/step` means; a range whose end
 * lies before its start goes round. Throws SiddhiAppError ('creation').
 */
export function parseField(text: string, range: FieldRange, at?: Span): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const [span = '', step, ...rest] = part.split('/');
    if (rest.length > 0) throw wrong(text, range, at);
    const by = step === undefined ? 1 : wholeNumber(step, text, range, at);
    if (by < 1) throw wrong(text, range, at);
    const [from, to] = bounds(span, step !== undefined, text, range, at);
    const size = range.most - range.least + 1;
    const count = to >= from ? to - from : to - from + size;
    for (let i = 0; i <= count; i += by) numbers.add(range.least + ((from - range.least + i) % size));
  }
  return numbers;
}

/** A number or a name of the range. */
export function parseNumber(text: string, whole: string, range: FieldRange, at?: Span): number {
  const name = range.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = name >= 0 ? name + (range.namesFrom ?? range.least) : wholeNumber(text, whole, range, at);
  if (value < range.least || value > range.most) throw wrong(whole, range, at);
  return value;
}

function bounds(span: string, stepped: boolean, text: string, range: FieldRange, at?: Span): [number, number] {
  if (span === '*' || (span === '' && stepped)) return [range.least, range.most];
  const [first = '', last, ...rest] = span.split('-');
  if (rest.length > 0) throw wrong(text, range, at);
  const from = parseNumber(first, text, range, at);
  if (last !== undefined) return [from, parseNumber(last, text, range, at)];
  return [from, stepped ? range.most : from];
}

function wholeNumber(text: string, whole: string, range: FieldRange, at?: Span): number {
  if (!/^\d{1,4}$/.test(text)) throw wrong(whole, range, at);
  return Number(text);
}

export function wrong(text: string, {what, least, most}: FieldRange, at?: Span): SiddhiAppError {
  const reason = `'${text}' is no ${what} of a cron expression, expected numbers from ${least} to ${most} with '*', '-', ',' and '/'`;
  return new SiddhiAppError('creation', reason, at);
}
