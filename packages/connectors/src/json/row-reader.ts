import {compileFunction} from 'node:vm';
import type {AttributeInfo, Row} from '@tandem/engine';

type Fields = Readonly<Record<string, unknown>>;
/** The row of an object as `JSON.parse` gives it; undefined when a look at each value by itself is needed. */
export type RowReader = (fields: Fields) => Row | undefined;

/** What fits as it is, and as what. `v` is the value; -0 of a whole number is 0. */
const fits: Record<AttributeInfo['type'], [test: string, value: string]> = {
  string: [`typeof v!=='string'`, 'v'],
  bool: [`typeof v!=='boolean'`, 'v'],
  int: [`typeof v!=='number'||(v|0)!==v`, 'v===0?0:v'],
  long: [`!Number.isSafeInteger(v)`, 'v===0?0:v'],
  float: [`typeof v!=='number'`, 'Math.fround(v)'],
  double: [`typeof v!=='number'`, 'v'],
  object: ['true', 'v'],
};

/**
 * Reads the common case, generated, since the objects of one stream have one shape: every attribute is there, with a
 * value of its own type or null. Never throws, and never answers anything else than the way for each value would.
 */
export function rowReader(attributes: readonly AttributeInfo[]): RowReader {
  const reads = attributes.map(({type}, i) => {
    const [differs, value] = fits[type];
    return `let a${i};{const v=o[n${i}];if(v===null)a${i}=null;else if(${differs})return undefined;else a${i}=${value};}`;
  });
  const row = attributes.map((_, i) => `a${i}`).join(',');
  // Names come as arguments: no text of the user is ever part of the code.
  const names = attributes.map((_, i) => `n${i}`);
  const make = compileFunction(`'use strict';return function(o){${reads.join('')}return [${row}];};`, names, {
    filename: 'siddhi://json',
  }) as (...names: string[]) => RowReader;
  return make(...attributes.map((a) => a.name));
}
