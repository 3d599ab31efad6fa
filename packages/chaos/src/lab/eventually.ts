/** Asks every `every` ms until there is an answer; throws when `withinMs` are over, or what `ask` throws. */
export async function eventually<T>(
  withinMs: number,
  what: string,
  ask: () => Promise<T | undefined>,
  every = 50,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (performance.now() > until) throw new Error(`waited ${Math.round(withinMs / 1000)} s for ${what}`);
    await pause(every);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
