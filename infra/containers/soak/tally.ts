import {type Witness} from '../load/senders.ts';

/** Counts the answered events of each client, and compares them with what the cluster has counted. */
export class Tally implements Witness {
  readonly answeredBy = new Map<number, number>();
  #sent = 0;
  refusedCount = 0;

  sent(): void {
    this.#sent++;
  }

  answered(client: number): void {
    this.answeredBy.set(client, (this.answeredBy.get(client) ?? 0) + 1);
  }

  refused(): void {
    this.refusedCount++;
  }

  get total(): number {
    return [...this.answeredBy.values()].reduce((sum, count) => sum + count, 0);
  }

  /** @param seen events of each client, as the cluster counted them */
  compared(seen: ReadonlyMap<number, number>): {
    readonly lost: number;
    readonly doubled: number;
    readonly unanswered: number;
  } {
    let lost = 0;
    let doubled = 0;
    for (const [client, count] of this.answeredBy) {
      const counted = seen.get(client) ?? 0;
      lost += Math.max(0, count - counted);
      doubled += Math.max(0, counted - count);
    }
    return {lost, doubled, unanswered: this.#sent - this.total - this.refusedCount};
  }
}
