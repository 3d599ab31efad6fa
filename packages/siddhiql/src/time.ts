import type {TimeConstant, TimeUnit} from './ast.ts';
import type {Cursor} from './cursor.ts';

type Unit = {unit: TimeUnit; ms: number};

const unit = (unit: TimeUnit, ms: number): Unit => ({unit, ms});
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Each word with its unit. A month counts 30 days, a year 365. */
const units: ReadonlyMap<string, Unit> = new Map(
  [
    {...unit('year', 365 * DAY), words: ['year', 'years']},
    {...unit('month', 30 * DAY), words: ['month', 'months']},
    {...unit('week', 7 * DAY), words: ['week', 'weeks']},
    {...unit('day', DAY), words: ['day', 'days']},
    {...unit('hour', HOUR), words: ['hour', 'hours']},
    {...unit('minute', MINUTE), words: ['min', 'minute', 'minutes']},
    {...unit('second', SECOND), words: ['sec', 'second', 'seconds']},
    {...unit('millisecond', 1), words: ['millisec', 'millisecond', 'milliseconds']},
  ].flatMap(({words, unit, ms}) => words.map((word) => [word, {unit, ms}] as const)),
);

/** Whether a number and a time unit follow. */
export function isTime(c: Cursor): boolean {
  return c.token.type === 'int' && units.has(c.peek().key);
}

/** `1 hour 30 min`: whole numbers, each unit at most once, larger ones first. */
export function timeConstant(c: Cursor): TimeConstant {
  const first = c.token;
  if (!isTime(c)) c.fail('a time such as 5 sec');
  const parts: TimeConstant['parts'] = [];
  let total = 0;
  let smallest = Infinity;
  while (isTime(c)) {
    const number = c.take();
    const word = c.take();
    const found = units.get(word.key);
    if (!found) return c.refuse(`'${word.value}' is no unit of time`, word.at);
    if (found.ms >= smallest) {
      const problem = found.ms === smallest ? 'stands twice' : 'must stand before the smaller ones';
      c.refuse(`in a time each unit stands once, larger ones first: '${word.value}' ${problem}`, word.at);
    }
    smallest = found.ms;
    const amount = Number(number.value);
    total += amount * found.ms;
    if (!Number.isSafeInteger(amount) || !Number.isSafeInteger(total)) c.refuse('this time is too long', number.at);
    parts.push({amount, unit: found.unit});
  }
  return {kind: 'time', ms: total, parts, at: c.since(first)};
}
