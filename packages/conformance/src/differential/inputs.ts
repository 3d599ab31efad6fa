import type {Recorded, Step} from '../cases/case.ts';
import type {Draft, Input} from './draft.ts';
import {randomValue, type Spread} from './values.ts';

/** Where a null makes the reference engine fail: what comes after it says little. */
const fragile = /@PrimaryKey|@Index|sort\(| (and|or)\(/;

/** Steps for a finished draft: events, batches, questions; under playback with times that mostly grow. */
export function steps(draft: Draft, count: number): Step[] {
  const {dice} = draft;
  const spread: Spread = {
    null: fragile.test(draft.text) && dice.chance(0.7) ? 0 : dice.pick([0, 0, 0.05, 0.15]),
    extreme: dice.pick([0, 0, 0, 0.05, 0.2]),
  };
  const late = dice.chance(0.15) ? 0.1 : 0;
  let clock = 1000;
  const next = (): {ts?: number} => {
    if (!draft.timed) return {};
    if (dice.chance(late)) return {ts: Math.max(0, clock - dice.between(1, 1500))};
    clock += dice.pick([0, 1, 100, 250, 500, 500, 999, 1000, 1000, 2500]);
    return {ts: clock};
  };
  const row = (input: Input): Recorded[] =>
    input.attributes.map(({name, type}) => {
      if (name === 'at') return moment(draft);
      return type === 'long' && name.endsWith('a0') && draft.timed ? clock : randomValue(dice, type, spread);
    });
  return dice.times(count, (): Step => {
    if (draft.questions.length > 0 && dice.chance(0.25)) return dice.pick(draft.questions)();
    const input = dice.pick(draft.inputs);
    if (dice.chance(draft.batching))
      return {send: input.id, events: dice.times(dice.between(2, 4), () => ({...next(), data: row(input)}))};
    return {send: input.id, ...next(), data: row(input)};
  });
}

/** A time of an event for an aggregation, in ms: near the start of 2020, sometimes a bucket of each size away. */
const moment = ({dice}: Draft): number =>
  1_577_836_800_000 +
  dice.pick([
    0, 400, 999, 1000, 1001, 59_999, 60_000, 3_599_999, 3_600_000, 86_400_000, 2_678_400_000, 31_622_400_000,
  ]) +
  dice.pick([0, 0, 1, 1000, 61_000, -1]);
