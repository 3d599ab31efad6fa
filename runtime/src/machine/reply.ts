import type {Plain} from '@tandem/wire';

/** What the machine answers whoever submitted an input. */
export type Reply =
  | {ok: true; sequence: number; /** The entry's, ms since 1970. */ timestamp: number; events: number; repeated?: true}
  | {ok: true; sequence: number; app: string; created: boolean; notes: readonly string[]}
  | {ok: true; sequence: number; rows: readonly (readonly Plain[])[]}
  | {ok: false; sequence: number; reason: Refusal; message: string; line?: number; column?: number};

export type Refusal = 'invalid' | 'notFound' | 'conflict' | 'stopped';
