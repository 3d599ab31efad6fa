/** Stops the synthesis: the user set `key` to `value`, and only `allowed` is. */
export function refuse(key: string, value: unknown, allowed: string): never {
  throw new Error(`${key} ${JSON.stringify(value)} is refused; allowed: ${allowed}`);
}
