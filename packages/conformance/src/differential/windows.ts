import type {Attribute} from './streams.ts';
import type {Dice} from './dice.ts';
import {isNumeric} from './values.ts';

/** `name(arguments)` of a window over these attributes. `timed`: the app plays back, so that clocks are defined. */
export function window(
  dice: Dice,
  attributes: readonly Attribute[],
  {timed, batching}: {timed: boolean; batching: number},
): string {
  const clock = timed ? 1 : 0;
  const stamp = attributes.find((a) => a.type === 'long' && a.name.endsWith('a0'))?.name;
  const stamped = stamp === undefined || !timed ? 0 : 2;
  const kind = dice.weighted({
    length: 8,
    lengthBatch: 5,
    batch: 3,
    sort: attributes.some((a) => a.type !== 'bool') ? 3 : 0,
    frequent: 1,
    lossyFrequent: 1,
    expression: 3,
    expressionBatch: 3,
    time: 6 * clock,
    timeBatch: 5 * clock,
    timeLength: 4 * clock,
    // Several events at once make the reference engine loop for ever.
    delay: batching === 0 ? 2 * clock : 0,
    session: 3 * clock,
    externalTime: stamped,
    externalTimeBatch: stamped,
  });
  const ms = (): string => dice.pick(['1 sec', '500', '2 sec', '1000', '1500 milliseconds', '3 sec']);
  switch (kind) {
    case 'length':
      return `length(${dice.between(dice.chance(0.05) ? 0 : 1, 4)})`;
    case 'lengthBatch':
      return `lengthBatch(${dice.between(1, 4)}${dice.maybe(0.15, () => `, ${dice.pick(['true', 'false'])}`)})`;
    case 'batch':
      return `batch(${dice.maybe(0.3, () => String(dice.between(1, 3)))})`;
    case 'sort':
      return `sort(${dice.between(1, 4)}, ${sortKeys(dice, attributes)})`;
    case 'frequent':
      return `frequent(${dice.between(1, 3)}${counted(dice, attributes)})`;
    case 'lossyFrequent':
      return `lossyFrequent(${dice.pick(['0.1', '0.3', '0.5'])}, ${dice.pick(['0.05', '0.2', '0.01'])}${counted(dice, attributes)})`;
    case 'expression':
      return `expression('${windowCondition(dice, attributes)}')`;
    case 'expressionBatch':
      return `expressionBatch('${windowCondition(dice, attributes)}'${dice.maybe(0.3, () => `, ${dice.pick(['true', 'false'])}${dice.maybe(0.3, () => ', true')}`)})`;
    case 'time':
      return `time(${ms()})`;
    case 'timeBatch':
      return `timeBatch(${ms()}${dice.maybe(0.3, () => `, ${dice.pick(['0', '100', '700'])}`)}${dice.maybe(0.1, () => ', true')})`;
    case 'timeLength':
      return `timeLength(${ms()}, ${dice.between(1, 3)})`;
    case 'delay':
      return `delay(${ms()})`;
    case 'session': {
      const key = attributes.find((a) => a.type === 'string')?.name;
      return `session(${dice.pick(['1 sec', '2 sec', '700 milliseconds'])}${key === undefined ? '' : dice.maybe(0.5, () => `, ${key}`)})`;
    }
    case 'externalTime':
      return `externalTime(${stamp}, ${ms()})`;
    case 'externalTimeBatch':
      return `externalTimeBatch(${stamp}, ${ms()}${dice.maybe(0.3, () => `, ${dice.pick(['0', '300'])}`)})`;
  }
}

function sortKeys(dice: Dice, attributes: readonly Attribute[]): string {
  const count = dice.between(1, 2);
  const keys = dice.times(count, () => {
    const order = dice.maybe(count > 1 ? 1 : 0.5, () => `, '${dice.pick(['asc', 'desc'])}'`);
    return `${dice.pick(attributes.filter((a) => a.type !== 'bool')).name}${order}`;
  });
  return keys.join(', ');
}
/** A string attribute to count by, or all attributes. */
function counted(dice: Dice, attributes: readonly Attribute[]): string {
  const texts = attributes.filter((a) => a.type === 'string');
  return texts.length > 0 ? dice.maybe(0.8, () => `, ${dice.pick(texts).name}`) : '';
}
function windowCondition(dice: Dice, attributes: readonly Attribute[]): string {
  const number = attributes.find((a) => isNumeric(a.type))?.name;
  if (number === undefined) return `count() < ${dice.between(2, 4)}`;
  return dice.pick([
    `count() < ${dice.between(2, 4)}`,
    `count() <= ${dice.between(1, 3)}`,
    `sum(${number}) < ${dice.between(3, 9)}`,
    `last.${number} - first.${number} < ${dice.between(1, 4)}`,
    `${number} < ${dice.between(2, 6)}`,
    `first.${number} == last.${number}`,
    `max(${number}) < 5 and count() < 4`,
  ]);
}
