import type {SinkSpec} from '@tandem/connectors';
import {Refused} from '@tandem/connectors';
import type {Event} from '@tandem/engine';
import type {Plain} from '@tandem/wire';
import type {Undelivered} from '../machine/input.ts';

/** Journals it; resolves when it is committed. Rejects when that is not possible now. */
export type HandOver = (what: Undelivered) => Promise<unknown>;

/** Failures of one output before it is handed over, as with `on.error` LOG before it is left out. */
const patience = 2;

/** Where `on.error` sends what cannot be delivered; undefined: nowhere. */
export function handsOverTo(options: Readonly<Record<string, string>>): Undelivered['to'] | undefined {
  const action = options['on.error']?.toLowerCase();
  return action === 'stream' || action === 'store' ? action : undefined;
}

/**
 * One output that is delivered or, where it is refused or fails twice, handed
 * over. Rejects where neither is possible now: to be called again, and what has
 * failed for good is not delivered then.
 */
export function deliveredOrHandedOver(
  {id, sink, events, to}: {id: string; sink: SinkSpec; events: readonly Event[]; to: Undelivered['to']},
  deliver: () => Promise<void>,
  isPermission: (error: unknown) => boolean,
  handOver: (what: Undelivered) => Promise<unknown>,
): () => Promise<void> {
  let failures = 0;
  let failed: Undelivered | undefined;
  return async () => {
    try {
      if (!failed) return await deliver();
    } catch (error) {
      if (isPermission(error) || (++failures < patience && !(error instanceof Refused))) throw error;
      const rows = events.map(({timestamp, data}) => [timestamp, data as Plain[]] as const);
      const cause = error instanceof Error ? error.message : String(error);
      failed = {kind: 'undelivered', app: sink.app, sink: sink.key, id, to, cause, events: rows};
    }
    await handOver(failed);
  };
}
