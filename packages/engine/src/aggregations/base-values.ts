import {addLong} from '@tandem/functions';
import type {AttributeType} from '@tandem/siddhiql';
import {unreachable} from '@tandem/base';
import type {CodeUnit} from '../expression/code-unit.ts';
import {withValue} from './distinct.ts';

/**
 * What aggregators are computed from, one cell each. Base values of two parts
 * of a bucket could be merged, results could not: an average is kept as sum and
 * count. Aggregators of one attribute share them.
 */
export type BaseKind = 'sum' | 'count' | 'min' | 'max' | 'set';
export type BaseValue = {
  kind: BaseKind;
  /** Name in the duration tables. */
  column: string;
  type: AttributeType;
  /** Code of a new group's cell. */
  initial: string;
  /**
   * What of several events can be added up beside the cell, and then be added to it as one: with the same result. `fraction`
   * cannot: its sum depends on the order, so what is kept beside a cell is all that it would be.
   */
  gathered: 'count' | 'whole' | 'fraction' | null;
  /** Null until something was added, which is kept beside the cell: so that this is always a number. */
  marked: boolean;
  /** Statements that add `value` (code, may be null) to the cell. `mark`: code of what is kept beside it. */
  add(cell: string, value: string, unit: CodeUnit, mark: string): string;
};

/** `attribute`: name and type of what is aggregated. */
export function baseValue(kind: BaseKind, attribute: {name: string; type: AttributeType}): BaseValue {
  const {name, type} = attribute;
  switch (kind) {
    case 'sum': {
      const whole = type === 'int' || type === 'long';
      return {
        kind,
        column: `AGG_SUM_${name}`,
        type: whole ? 'long' : 'double',
        initial: '0',
        gathered: whole ? 'whole' : 'fraction',
        marked: true,
        add: (cell, value, unit, mark) =>
          `if(${value}!==null){if(${mark}){${whole ? addWhole(cell, value, unit) : `${cell}+=${value};`}}else{${cell}=${value};${mark}=true;}}`,
      };
    }
    // Nulls count, and so they do in the denominator of an average.
    case 'count':
      return {
        kind,
        column: 'AGG_COUNT',
        type: 'long',
        initial: '0',
        gathered: 'count',
        marked: false,
        add: (cell) => `${cell}++;`,
      };
    case 'min':
    case 'max':
      return {
        kind,
        column: `AGG_${kind.toUpperCase()}_${name}`,
        type,
        initial: 'null',
        gathered: null,
        marked: false,
        add: (cell, value) =>
          `if(${value}!==null&&(${cell}===null||${value}${kind === 'min' ? '<' : '>'}${cell}))${cell}=${value};`,
      };
    // Null is a value; 0.0 and -0.0 are two.
    case 'set': {
      const fraction = type === 'float' || type === 'double';
      return {
        kind,
        column: `AGG_SET_${name}`,
        type: 'object',
        initial: 'undefined',
        gathered: null,
        marked: false,
        add: (cell, value, unit) =>
          `${cell}=${unit.constant(withValue)}(${cell},${fraction ? `Object.is(${value},-0)?'-0.0':${value}` : value});`,
      };
    }
    default:
      return unreachable(kind);
  }
}

/** Numbers first; `addLong` where the sum or an operand is not a safe integer. */
function addWhole(cell: string, value: string, unit: CodeUnit): string {
  const slow = unit.constant(addLong);
  return `const y=typeof ${cell}==='number'&&typeof ${value}==='number'?${cell}+${value}:NaN;${cell}=y>=-9007199254740991&&y<=9007199254740991?y:${slow}(${cell},${value});`;
}
