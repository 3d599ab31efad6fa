import type {AttributeType} from '@tandem/siddhiql';
import type {Recorded} from '../cases/case.ts';
import type {Dice} from './dice.ts';

/** The types that are sent; objects have no literal and no comparison. */
export type ValueType = Exclude<AttributeType, 'object'>;
export const valueTypes: readonly ValueType[] = ['int', 'long', 'float', 'double', 'bool', 'string'];
export const numericTypes = ['int', 'long', 'float', 'double'] as const;
export const isNumeric = (type: AttributeType): boolean => (numericTypes as readonly string[]).includes(type);

/** `p.null`, `p.extreme`: how often a value is null or at the edge of its type. */
export type Spread = {null: number; extreme: number};

/** A value as recorded cases write it. Ordinary values come from small sets, so that keys meet. */
export function randomValue(dice: Dice, type: ValueType, p: Spread): Recorded {
  if (dice.chance(p.null)) return null;
  if (dice.chance(p.extreme)) return dice.pick(extremes[type]);
  switch (type) {
    case 'int':
    case 'long':
      return dice.between(-1, 6);
    case 'float':
    case 'double':
      return dice.between(-4, 20) / 4;
    case 'bool':
      return dice.chance(0.5);
    case 'string':
      return dice.pick(['a', 'b', 'c', 'd']);
  }
}

const long = (digits: string): Recorded => ({$long: digits});
const extremes: Record<ValueType, readonly Recorded[]> = {
  int: [2147483647, -2147483648, -2147483647, 0, 16777217, 1000000],
  long: [long('9223372036854775807'), long('-9223372036854775808'), long('9007199254740993'), 2147483648, 0, 16777217],
  float: ['NaN', 'Infinity', '-Infinity', 3.4028234e38, 1.4e-45, 0.1, 16777216, 0],
  double: ['NaN', 'Infinity', '-Infinity', 1.7976931348623157e308, 5e-324, 0.1, 9007199254740992, 1e7, 1e-4, 0],
  bool: [true, false],
  string: ['', 'null', 'A', 'true', '12', ' 7 ', '1e3', 'é', '日本', '😀', 'İ', 'b10', 'Bb', 'NaN'],
};

/** A literal of this type. */
export function literal(dice: Dice, type: ValueType): string {
  switch (type) {
    case 'int':
      return dice.chance(0.9) ? String(dice.between(-1, 6)) : dice.pick(['2147483647', '-2147483648', '100']);
    case 'long':
      return dice.chance(0.9) ? `${dice.between(-1, 6)}L` : dice.pick(['9223372036854775807L', '5 sec', '3000000000L']);
    case 'float':
      return dice.pick(['0.5f', '1f', '2.25f', '-1.5f', '3f', '0f', '0.1f']);
    case 'double':
      return dice.pick(['0.5', '1.0', '2.25', '-1.5', '3.0', '0.0', '0.1', '1e3']);
    case 'bool':
      return dice.pick(['true', 'false']);
    case 'string':
      return `'${dice.pick(['a', 'b', 'c', 'd', '', 'null'])}'`;
  }
}
