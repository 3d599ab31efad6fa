import {setTimeout as sleep} from 'node:timers/promises';
import {PushClient} from '@tandem/client';

export type LoadOptions = {
  readonly url: string;
  readonly password: string;
  readonly clients: number;
  readonly rate: number;
};

/** What a load has sent, until now and in the end. */
export type Load = {
  readonly answered: readonly number[];
  readonly retries: number;
  readonly longestWaitMs: number;
  /** No new events; resolves when all that were sent are answered. */
  stop(): Promise<void>;
};

/** Clients that push single events in order, each again under the same key until it is answered. */
export function startLoad({url, password, clients, rate}: LoadOptions): Load {
  const answered = Array.from({length: clients}, () => 0);
  const state = {answered, retries: 0, longestWaitMs: 0, stopped: false};
  const send = async (client: number): Promise<void> => {
    const push = new PushClient({nodes: [url], user: 'admin', password, patienceMs: 600_000});
    try {
      for (let n = 0; !state.stopped; n++) {
        const {attempts, waitedMs} = await push.push({event: {client, n}});
        answered[client] = n + 1;
        state.retries += attempts - 1;
        state.longestWaitMs = Math.max(state.longestWaitMs, Math.round(waitedMs));
        await sleep((1000 * clients) / rate);
      }
    } finally {
      push.close();
    }
  };
  const running = Promise.all(Array.from({length: clients}, (_, client) => send(client)));
  // Told by `stop`; the stack must be destroyed first.
  running.catch(() => undefined);
  return Object.assign(state, {
    stop: async () => {
      state.stopped = true;
      await running;
    },
  });
}
