/** `: did you mean 'Orders'?` where one known name is near, else ''. */
export function didYouMean(name: string, known: readonly string[]): string {
  let best: string | undefined;
  // Short names are near to anything: below three letters only the case may differ.
  let least = Math.floor(name.length / 3) + 1;
  for (const candidate of known) {
    const d = distance(name.toLowerCase(), candidate.toLowerCase(), least);
    if (d < least) [best, least] = [candidate, d];
  }
  return best === undefined ? '' : `: did you mean '${best}'?`;
}

/** Letters to add, leave out, replace, or swap with their neighbour; `limit` where it is that many or more. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let row = Array.from({length: b.length + 1}, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const replaced = row[j - 1]! + (same ? 0 : 1);
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, replaced, swapped ? before[j - 2]! + 1 : Infinity));
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
