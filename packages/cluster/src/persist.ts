import {type Ground, Patience} from './ground.ts';

/** Entries read from the journal table in one go, before renewals and heartbeats get their turn. */
export const pageSize = 500;

/** Asks until the database answers: a takeover that gave up would leave nobody active. */
export async function persist<T>(ground: Ground, what: string, run: () => Promise<T>): Promise<T> {
  const patience = new Patience(ground.options.timings.statementTimeout);
  for (;;) {
    const outcome = await ground.outcome(patience.ms, run);
    if (outcome.kind === 'done') {
      ground.troubles.over(`takeover, ${what}`);
      return outcome.value;
    }
    patience.failed(ground.now - outcome.sent);
    ground.troubles.begin(`takeover, ${what}`, outcome.reason);
    await ground.pause(ground.options.timings.heartbeat);
  }
}
