import type {Row} from '../api.ts';
import {fusing, isStepping, type Stepping} from '../core/fused.ts';
import type {FusedCode} from '../core/fused-code.ts';
import type {Stage} from '../core/stage.ts';
import type {StepText} from '../core/step-text.ts';
import type {JoinFrame} from './join-frame.ts';
import type {TriggerSide} from './trigger-stage.ts';

/**
 * The stage of a side whose events find one row at most: a step like a projection, where each match is selected for
 * itself. `stage` does what is left, and everything where the selector has to know which match is whose.
 */
export function lookingUp(
  stage: Stage,
  side: TriggerSide,
  only: (ts: number, row: Row) => Row | undefined,
  next: Stage<JoinFrame>,
  code: FusedCode,
  text: StepText,
): Stage {
  // What a step answers only the next stage looks at, which takes frames.
  const after = next as unknown as Stage;
  if (!isStepping(after)) return stage;
  const match = (ts: number, row: Row): JoinFrame | null => {
    const found = only(ts, row);
    if (found !== undefined) return side.frame(ts, row, -1, found);
    return side.alone === null ? null : side.alone(ts, row);
  };
  const made: Stepping = {
    step: match as unknown as Stepping['step'],
    next: after,
    text,
    one: (ts, row) => stage.one(ts, row),
    pair: (expiredAt, expired, ts, row) => stage.pair(expiredAt, expired, ts, row),
    chunk: (chunk) => (chunk.plain ? loop(chunk) : stage.chunk(chunk)),
  };
  const loop = fusing(made, code);
  return made;
}

/** The same as text. `nulls`: the row that stands for none where an event that finds none goes on too. */
export function lookUpText(
  only: (ts: number, row: Row) => Row | undefined,
  isLeft: boolean,
  nulls: Row | null,
): StepText {
  const [own, found] = [
    ['r', 't'],
    nulls === null ? ['u', '-1'] : ['(u===undefined?nulls:u)', '(u===undefined?null:-1)'],
  ];
  const [left, right] = isLeft ? [own, found] : [found, own];
  return {
    constants: new Map<string, unknown>([
      ['only', only],
      ['nulls', nulls],
    ]),
    variables: ['u'],
    when: [nulls === null ? '(u=only(t,r))!==undefined' : '(u=only(t,r),true)'],
    values: [left[0]!, right[0]!, left[1]!, right[1]!],
  };
}
