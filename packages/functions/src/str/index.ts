import type {ScalarFunction} from '../record.ts';
import {charAt, charFrequency, hex, length, lower, reverse, trim, unhex, upper} from './characters.ts';
import {contains, equalsIgnoreCase, locate, strcmp} from './compare.ts';
import {coalesce, concat, fillTemplate, repeat} from './compose.ts';
import {regexp, replaceAll, replaceFirst, split, substr} from './regular.ts';

export const strFunctions: readonly ScalarFunction[] = [
  charAt,
  charFrequency,
  coalesce,
  concat,
  contains,
  equalsIgnoreCase,
  fillTemplate,
  hex,
  length,
  locate,
  lower,
  regexp,
  repeat,
  replaceAll,
  replaceFirst,
  reverse,
  split,
  strcmp,
  substr,
  trim,
  unhex,
  upper,
];
