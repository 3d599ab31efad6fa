import type {Row} from '../api.ts';
import {type FusedCode, fusing, isStepping, type Stepping} from '../core/fused.ts';
import type {Stage} from '../core/stage.ts';
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
    one: (ts, row) => stage.one(ts, row),
    pair: (expiredAt, expired, ts, row) => stage.pair(expiredAt, expired, ts, row),
    chunk: (chunk) => (chunk.plain ? loop(chunk) : stage.chunk(chunk)),
  };
  const loop = fusing(made, code);
  return made;
}
