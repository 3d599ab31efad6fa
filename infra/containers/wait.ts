const POLL = 50;

/** Asks until the answer is neither undefined nor false; rejects with what was waited for. */
export async function eventually<T>(
  limitMs: number,
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  pollMs: number = POLL,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`waited ${limitMs / 1000} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
