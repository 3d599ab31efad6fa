/** An invariant of ours: a failure is a defect of Tandem, never of its user. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}

/** The value, which an invariant says is there. */
export function must<T>(value: T | null | undefined, message: string): T {
  if (value === null || value === undefined) throw new Error(`invariant broken: ${message}`);
  return value;
}

/** Closes a union: the compiler refuses a call while a variant is left. */
export function unreachable(value: never, what = 'variant'): never {
  throw new Error(`invariant broken: unexpected ${what} ${JSON.stringify(value)}`);
}
