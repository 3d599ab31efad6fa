/** How a value is read, from a settings file or as the text of a command line; undefined: it does not fit. */
export type Reader<T> = {readonly read: (value: unknown) => T | undefined; readonly allowed: string};

export const yesNo: Reader<boolean> = {
  allowed: 'true, false',
  read(value) {
    if (value === true || value === 'true') return true;
    return value === false || value === 'false' ? false : undefined;
  },
};

export const whole: Reader<number> = {
  allowed: 'a whole number',
  read(value) {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
  },
};

export const text: Reader<string> = {
  allowed: 'a text',
  read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
};

export const oneOf = <T extends string>(values: readonly T[]): Reader<T> => ({
  allowed: values.join(', '),
  read: (value) => values.find((one) => one === value),
});

/** A list, or a text of its items with commas between them. */
export const list = <T>(item: Reader<T>): Reader<readonly T[]> => ({
  allowed: `${item.allowed}, or several as a list or with commas between them`,
  read(value) {
    const items: unknown[] = Array.isArray(value) ? value : String(value).split(',');
    const read = items.map((one) => item.read(typeof one === 'string' ? one.trim() : one));
    return items.length > 0 && read.every((one) => one !== undefined) ? read : undefined;
  },
});

/** An object of plain values, or JSON of one. */
export const record = <T extends string | number | boolean>(): Reader<Readonly<Record<string, T>>> => ({
  allowed: 'an object of plain values, or JSON of one',
  read(value) {
    const object: unknown = typeof value === 'string' ? fromJson(value) : value;
    if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
    return Object.values(object).every((one) => ['string', 'number', 'boolean'].includes(typeof one))
      ? (object as Record<string, T>)
      : undefined;
  },
});

function fromJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
