import type {Span} from './ast.ts';

/** Makes spans, for offsets that only grow: each line break is counted once. */
export function places(text: string): (start: number, end: number) => Span {
  let line = 1;
  let lineStart = 0;
  let seen = 0;
  const moveTo = (offset: number): void => {
    for (; seen < offset; seen++) {
      const code = text.charCodeAt(seen);
      if (code === 10 || (code === 13 && text.charCodeAt(seen + 1) !== 10)) {
        line++;
        lineStart = seen + 1;
      }
    }
  };
  return (start, end) => {
    moveTo(start);
    const from = {line, column: start - lineStart + 1};
    moveTo(end);
    return {start, end, ...from, endLine: line, endColumn: end - lineStart + 1};
  };
}

/** The span of one range of `text`. */
export const spanOf = (text: string, start: number, end: number): Span => places(text)(start, end);
