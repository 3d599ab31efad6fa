/** A JSON number as it was written: what a long beyond 2^53 or a text attribute needs. */
export class NumberToken {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

type WithSource = (this: unknown, key: string, value: unknown, context: {source?: string}) => unknown;
const keepSource: WithSource = (_key, value, context) =>
  typeof value === 'number' ? new NumberToken(context.source ?? String(value)) : value;

/** JSON with every number as a `NumberToken`. Several times slower than `JSON.parse`: only for payloads that need it. */
export function parseWithSource(text: string): unknown {
  return JSON.parse(text, keepSource as (key: string, value: unknown) => unknown);
}

/** The value with tokens turned back into numbers, exact integers into bigints: for attributes of type object. */
export function withoutTokens(value: unknown): unknown {
  if (value instanceof NumberToken) return exact(value.source);
  if (Array.isArray(value)) return value.map(withoutTokens);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withoutTokens(v)]));
}

function exact(source: string): number | bigint {
  const number = Number(source);
  return /^-?\d+$/.test(source) && !Number.isSafeInteger(number) ? BigInt(source) : number;
}
