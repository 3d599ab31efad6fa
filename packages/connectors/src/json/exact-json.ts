/** JSON in which bigints keep all their digits, sets are arrays and numbers that JSON cannot say are null. */
export function exactJson(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Set) return exactJson([...value]);
  if (value instanceof Map) return exactJson(Object.fromEntries(value));
  if (Array.isArray(value)) return `[${value.map(exactJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  return `{${Object.entries(value)
    .filter(([, v]) => v !== undefined)
    .map(([k, v]) => `${JSON.stringify(k)}:${exactJson(v)}`)
    .join(',')}}`;
}
