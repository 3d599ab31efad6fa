import type {AttributeInfo, Value} from '@tandem/engine';

/** The shortest text that reads back as the same value, with the type visible: a whole double is `5.0`, a long has all its digits. */
export function numberText(value: number | bigint, type: AttributeInfo['type']): string {
  if (typeof value === 'bigint') return String(value);
  if (type !== 'float' && type !== 'double') return String(value);
  if (Number.isInteger(value)) return Math.abs(value) < 1e21 ? `${value}.0` : String(value);
  return type === 'float' ? floatText(value) : String(value);
}

/** A float is a double that was rounded to 32 bits: 55.6 must not become 55.599998474121094. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(Number(value.toPrecision(9)));
}

/** A value as text in a template or a log line. */
export function valueText(value: Value, type: AttributeInfo['type']): string {
  if (typeof value === 'number' || typeof value === 'bigint') return numberText(value, type);
  return value !== null && typeof value === 'object'
    ? JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v))
    : String(value);
}
