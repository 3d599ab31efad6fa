/** How Java prints numbers: `1.0`, `1.0E7`, `NaN`. Group keys and `convert` to string rely on it. */

/** `Double.toString`: mostly the shortest digits that read back the same. */
export function doubleText(value: number): string {
  const magnitude = Math.abs(value);
  return javaText(value, integerDigits(magnitude, 53) ?? doubleDigits(magnitude), magnitude);
}

/** Two digits for the smallest double, where one would do. */
const doubleDigits = (magnitude: number): string => (magnitude === Number.MIN_VALUE ? '4.9e-324' : String(magnitude));

/**
 * `Float.toString` of a value that is a single: the fewest digits that lie
 * nearer to it than half a unit in its last place. A text that reads back only
 * because ties go to even is one digit too short for Java before 19.
 */
export function floatText(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude === 0 || !Number.isFinite(magnitude)) return javaText(value, String(magnitude), magnitude);
  return javaText(value, integerDigits(magnitude, 24) ?? floatDigits(magnitude), magnitude);
}

function floatDigits(magnitude: number): string {
  const half = 2 ** (Math.max(Math.floor(Math.log2(magnitude)), -126) - 24);
  for (let digits = magnitude < 1e-37 ? 2 : 1; digits <= 9; digits++) {
    const short = Number(magnitude.toPrecision(digits));
    if (Math.fround(short) === magnitude && Math.abs(short - magnitude) < half) return String(short);
  }
  return String(magnitude);
}

/**
 * Java before 19 prints an integer between 2^precision and 2^63 by its own
 * digits, of which it rounds away those that the precision cannot hold.
 */
function integerDigits(magnitude: number, precision: number): string | undefined {
  const exponent = Math.floor(Math.log2(magnitude));
  if (!(exponent > precision && magnitude < 2 ** 63)) return undefined;
  const beyond = exponent - precision - 1;
  const lost = beyond > 1 ? 10n ** BigInt(Math.floor(beyond * Math.LOG10E * Math.LN2)) : 1n;
  const whole = BigInt(magnitude);
  return String(lost === 1n ? whole : ((whole + lost / 2n) / lost) * lost);
}

function javaText(value: number, shortest: string, magnitude: number): string {
  if (Number.isNaN(value)) return 'NaN';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (magnitude === Infinity) return `${sign}Infinity`;
  if (magnitude === 0) return `${sign}0.0`;
  const [mantissa = '', exponentText = '0'] = shortest.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = whole + fraction;
  const leading = all.length - all.replace(/^0+/, '').length;
  const digits = all.replace(/^0+/, '').replace(/0+$/, '') || '0';
  const exponent = Number(exponentText) + whole.length - leading - 1;
  if (exponent >= -3 && exponent < 7) {
    if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
    const padded = digits.padEnd(exponent + 1, '0');
    return `${sign}${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1) || '0'}`;
  }
  return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent}`;
}

/** Java's text of any value of a type; null is "null". */
export function valueText(value: unknown, type: string): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number') {
    if (type === 'float') return floatText(value);
    if (type === 'double' || !Number.isInteger(value)) return doubleText(value);
  }
  if (Array.isArray(value)) return `[${value.map((v) => valueText(v, 'object')).join(', ')}]`;
  if (value instanceof Set) return `[${[...value].map((v) => valueText(v, 'object')).join(', ')}]`;
  if (value instanceof Map)
    return `{${[...value].map(([k, v]) => `${valueText(k, 'object')}=${valueText(v, 'object')}`).join(', ')}}`;
  if (value instanceof Error) return `${value.message}\n cause :null`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([k, v]) => `${k}=${valueText(v, 'object')}`)
      .join(', ')}}`;
  }
  return typeof value === 'string' ? value : `${value as number | bigint | boolean}`;
}
