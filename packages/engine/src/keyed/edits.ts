type Edit = {start: number; end: number; make: () => string};

/** A text with pieces to be replaced; a replacement may hold pieces of what it replaces, edited in turn. */
export class Edits {
  readonly #text: string;
  readonly #edits: Edit[] = [];
  #sorted = true;

  constructor(text: string) {
    this.#text = text;
  }
  replace({start, end}: {start: number; end: number}, make: () => string): void {
    this.#edits.push({start, end, make});
    this.#sorted = false;
  }
  /** The text between two places, edited: of edits one in the other the outer one counts. */
  between(start: number, end: number): string {
    if (!this.#sorted) this.#edits.sort((a, b) => a.start - b.start || b.end - a.end);
    this.#sorted = true;
    let done = '';
    let at = start;
    for (const edit of this.#edits) {
      if (edit.start < at || edit.end > end) continue;
      done += this.#text.slice(at, edit.start) + edit.make();
      at = edit.end;
    }
    return done + this.#text.slice(at, end);
  }
  of({start, end}: {start: number; end: number}): string {
    return this.between(start, end);
  }
}
