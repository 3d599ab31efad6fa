import type {Plain} from '@tandem/wire';

/** What the machine answers whoever submitted an input. */
export type Reply =
  | {ok: true; sequence: number; /** The entry's, ms since 1970. */ timestamp: number; events: number; repeated?: true}
  | {ok: true; sequence: number; app: string; created: boolean; notes: readonly string[]}
  | {ok: true; sequence: number; rows: readonly (readonly Plain[])[]}
  /** An on-demand query waits for rows of an external table; the reply to their answer has what it finds. */
  | {ok: true; sequence: number; awaits: number}
  | {ok: true; sequence: number; found: readonly Found[]}
  | {ok: false; sequence: number; reason: Refusal; message: string; line?: number; column?: number};

/** What an on-demand query that waited has found; `message`: it failed. */
export type Found = {number: number; rows: readonly (readonly Plain[])[]; message?: string};

export type Refusal = 'invalid' | 'notFound' | 'conflict' | 'stopped';
