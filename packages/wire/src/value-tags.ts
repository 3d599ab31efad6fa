/*
 * The value format, history:
 *   1  first version.
 *
 * A byte of 0x80 or more is a whole number from 0 to 127; 0x40 to 0x7f a string
 * of 0 to 63 bytes; 0x20 to 0x3f one of the first 32 strings of the dictionary.
 * The rest is below. The dictionary holds, in order of first appearance, every
 * string that `inDictionary` admits; object keys are strings like any other.
 */
export const valueVersion = 1;

export const tag = {
  null: 0,
  false: 1,
  true: 2,
  /** varint */
  whole: 3,
  /** varint of -1 - n */
  negative: 4,
  /** 8 bytes: all other numbers, -0 included. */
  f64: 5,
  /** count, then 8 bytes each: an array of which every item is a number that needs `f64`. */
  f64s: 6,
  /** 8 bytes */
  big64: 7,
  /** sign byte, then the magnitude's bytes, lowest first */
  big: 8,
  string: 9,
  /** varint: index into the dictionary, 32 and up */
  again: 10,
  bytes: 11,
  array: 12,
  map: 13,
  set: 14,
  object: 15,
} as const;
export const tagAgain = 0x20;
export const tagShort = 0x40;
export const tagSmall = 0x80;

/** Nesting beyond it is refused on both sides, so that neither a cycle nor hostile bytes exhaust the stack. */
export const maxDepth = 512;
/** Magnitude of a bigint, bytes: longer ones are refused on both sides. */
export const maxBigBytes = 65_536;

const dictionaryLimit = 65_536;
/** Worth remembering, given how many are: both sides decide alike. */
export const inDictionary = (s: string, held: number): boolean =>
  s.length >= 2 && s.length <= 64 && held < dictionaryLimit;
/** False only for a string of that many bytes that `inDictionary` refuses for sure: a character takes three at most. */
export const mayBeInDictionary = (bytes: number, held: number): boolean =>
  bytes >= 2 && bytes <= 64 * 3 && held < dictionaryLimit;
