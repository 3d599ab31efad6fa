import {Chunk, CURRENT} from '../core/chunk.ts';
import type {Stage} from '../core/stage.ts';
import type {Match} from './partial.ts';

/** Matches leave when an event has been tried at all positions: what they cause may come back as another event. */
export class MatchOutput {
  readonly #next: Stage<Match>;
  #ready: {ts: number; match: Match}[] = [];

  constructor(next: Stage<Match>) {
    this.#next = next;
  }
  add(ts: number, match: Match): void {
    this.#ready.push({ts, match});
  }
  /** Matches of a failed chunk. */
  drop(): void {
    this.#ready = [];
  }
  /**
   * `together`: in one chunk, where the event could fill several positions,
   * but selected one by one; else each match is a chunk.
   */
  emit(together: boolean): void {
    if (this.#ready.length === 0) return;
    const ready = this.#ready;
    this.#ready = [];
    if (!together || ready.length === 1) {
      for (const {ts, match} of ready) this.#next.one(ts, match);
      return;
    }
    const chunk = new Chunk<Match>();
    for (const {ts, match} of ready) chunk.push(ts, CURRENT, match);
    chunk.parts = ready.map((_, i) => i + 1);
    this.#next.chunk(chunk);
  }
}
