/** Pages behind one another as one array, one page a step. */
export function* joined(pages: readonly Uint8Array[]): Generator<void, Uint8Array> {
  const [only] = pages;
  if (only && pages.length === 1) return only;
  const all = new Uint8Array(pages.reduce((sum, page) => sum + page.length, 0));
  let at = 0;
  for (const page of pages) {
    all.set(page, at);
    at += page.length;
    yield;
  }
  return all;
}
