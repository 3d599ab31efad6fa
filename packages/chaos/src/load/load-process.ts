import {isDeepStrictEqual} from 'node:util';
import {must} from '@tandem/base';
import {difference} from '../check/difference.ts';
import {Outputs, type Wrong} from '../check/outputs.ts';
import {Reference} from '../check/reference.ts';
import {Collector} from './collector.ts';
import {Load} from './load.ts';
import type {Reply, Request} from './messages.ts';

/** The process in the clients' namespace: pushes, collects, and accounts for both. Steered by messages. */
class LoadProcess {
  readonly #outputs = new Outputs();
  readonly #collector = new Collector(this.#outputs);
  #load: Load | undefined;
  #reference: Reference | undefined;
  #highest = 0;

  async handle(request: Request): Promise<Reply> {
    switch (request.do) {
      case 'open':
        await this.#collector.open(request.port);
        this.#reference = new Reference(request.app);
        this.#load = new Load(request);
        return {};
      case 'resume':
        this.#started.resume();
        return {};
      case 'pause':
        await this.#started.pause();
        return {};
      case 'refuse':
        this.#collector.refusing = request.refusing;
        return {};
      case 'check':
        return this.#check(request.totals, request.tally);
      case 'stats':
        return {stats: this.#stats()};
      default:
        request satisfies never;
        return {};
    }
  }
  get #started(): Load {
    return must(this.#load, 'the load was opened');
  }
  #lastTaken(): number {
    return this.#started.taken.reduce((last, {sequence}) => Math.max(last, sequence), this.#highest);
  }

  /** Compares everything up to the last answered request with the reference run. Forgets it when it is as it should be. */
  #check(totals: unknown, tally: unknown): Reply {
    const load = this.#started;
    const reference = must(this.#reference, 'the load was opened');
    const cut = this.#lastTaken();
    if (load.taken.length > 0) {
      this.#positions();
      reference.apply(load.taken);
      load.taken = [];
      this.#wanted = merged(this.#wanted, reference.outputs());
      this.#highest = cut;
    }
    const found = this.#outputs.upTo(cut);
    const wrong = [...difference(found, this.#wanted), ...this.#state(totals, reference.totals())];
    if (tally !== undefined) wrong.push(...this.#same('the table in the database', tally, reference.tally()));
    let compared = 0;
    for (const hashes of found.values()) compared += hashes.length;
    if (wrong.length === 0) {
      this.#wanted = new Map();
      this.#outputs.forget(cut);
    }
    return {wrong, compared};
  }
  #wanted = new Map<string, number[]>();

  /** Two requests never have one position, and those of one client stand in the order in which they were sent. */
  #positions(): void {
    const seen = new Set<number>();
    const last = new Map<string, number>();
    for (const {sequence, body} of this.#started.taken) {
      if (seen.has(sequence) || sequence <= this.#highest)
        this.#outputs.wrong.push({kind: 'doubled', what: `two requests were answered with position ${sequence}`});
      seen.add(sequence);
      const client = /"client":(\d+)/.exec(body)?.[1] ?? '';
      if (sequence <= (last.get(client) ?? 0))
        this.#outputs.wrong.push({
          kind: 'order',
          what: `client ${client}: position ${sequence} after ${last.get(client)}`,
        });
      last.set(client, sequence);
    }
  }
  #same(what: string, found: unknown, wanted: unknown): Wrong[] {
    if (isDeepStrictEqual(found, wanted)) return [];
    const short = (rows: unknown): string => JSON.stringify(rows).slice(0, 300);
    return [{kind: 'state', what: `${what} is ${short(found)}, wanted ${short(wanted)}`}];
  }
  #state(found: unknown, wanted: unknown): Wrong[] {
    const wrong = this.#same('the table', found, wanted);
    const rows = new Map((Array.isArray(found) ? (found as unknown[][]) : []).map((row) => [Number(row[0]), row]));
    for (const [client, {events, total}] of this.#started.books()) {
      if (events === 0 && this.#started.failed === 0) continue;
      const row = rows.get(client);
      if (row?.[1] !== events || row[2] !== total) {
        const kind = Number(row?.[1] ?? 0) < events ? 'lost' : 'doubled';
        wrong.push({kind, what: `client ${client}: ${events} events answered, the table counts ${String(row?.[1])}`});
      }
    }
    return wrong;
  }
  #stats() {
    const load = this.#started;
    return {
      answered: load.answered,
      requests: load.requests,
      failed: load.failed,
      failures: load.failures,
      repeatedRequests: load.repeated,
      retries: load.retries,
      outputs: this.#outputs.received,
      repeatedOutputs: this.#outputs.repeated,
      wrong: this.#outputs.wrong.slice(0, 20),
      longestWaitMs: load.waits.takeRecent(),
      waitingMs: load.waitingMs,
      p50: load.waits.quantile(0.5),
      p99: load.waits.quantile(0.99),
    };
  }
}

function merged(one: ReadonlyMap<string, number[]>, two: ReadonlyMap<string, number[]>): Map<string, number[]> {
  const all = new Map(one);
  for (const [sink, hashes] of two) all.set(sink, [...(all.get(sink) ?? []), ...hashes]);
  return all;
}

const me = new LoadProcess();
process.on('message', (message) => {
  void me.handle(message as Request).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit(0));
