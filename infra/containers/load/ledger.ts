export type Account = {
  readonly sent: number;
  readonly answered: number;
  /** Sent, and neither answered nor given up: must be 0 at the end. */
  readonly unanswered: number;
  readonly refused: number;
  /** Answered, but nothing came of them. */
  readonly lost: number;
  /** Came out under more than one id. */
  readonly duplicated: number;
  /** Outputs whose count is not that of an uninterrupted run. */
  readonly wrong: number;
  /** Outputs of a client that came in another order than its events: a sink's receiver would see them so. */
  readonly outOfOrder: number;
  /** The same id with another body. */
  readonly contradicted: number;
  readonly outputs: number;
  /** Outputs that came again under an id that was there: what a takeover may do, and a receiver can tell. */
  readonly repeatedOutputs: number;
  /** Answers that said "this had arrived before". */
  readonly repeatedPushes: number;
  /** Attempts beyond the first. */
  readonly retries: number;
};

/** Keeps what was sent, answered and put out, and says what is missing. */
export class Ledger {
  #sent = 0;
  #answered = new Set<string>();
  #refused = 0;
  #repeatedPushes = 0;
  #retries = 0;
  #outputs = new Map<string, string>();
  #cameOut = new Set<string>();
  #duplicated = 0;
  #wrong = 0;
  #outOfOrder = 0;
  #contradicted = 0;
  #repeatedOutputs = 0;
  #lastOf = new Map<number, number>();

  sent(): void {
    this.#sent++;
  }

  answered(client: number, n: number, how: {readonly repeated: boolean; readonly attempts: number}): void {
    this.#answered.add(`${client}/${n}`);
    if (how.repeated) this.#repeatedPushes++;
    this.#retries += how.attempts - 1;
  }

  refused(): void {
    this.#refused++;
  }

  /** @param id the idempotency key that the sink was given */
  output(id: string, body: string): void {
    const before = this.#outputs.get(id);
    if (before !== undefined) {
      if (before === body) this.#repeatedOutputs++;
      else this.#contradicted++;
      return;
    }
    this.#outputs.set(id, body);
    const {client, n, seen} = (JSON.parse(body) as {event: {client: number; n: number; seen: number}}).event;
    const event = `${client}/${n}`;
    if (this.#cameOut.has(event)) this.#duplicated++;
    else this.#cameOut.add(event);
    if (seen !== n + 1) this.#wrong++;
    const last = this.#lastOf.get(client) ?? -1;
    if (n < last) this.#outOfOrder++;
    this.#lastOf.set(client, Math.max(last, n));
  }

  get outputs(): number {
    return this.#outputs.size;
  }

  /** Answered events of which nothing has come out yet. */
  get behind(): number {
    return [...this.#answered].filter((event) => !this.#cameOut.has(event)).length;
  }

  account(): Account {
    return {
      sent: this.#sent,
      answered: this.#answered.size,
      unanswered: this.#sent - this.#answered.size - this.#refused,
      refused: this.#refused,
      lost: this.behind,
      duplicated: this.#duplicated,
      wrong: this.#wrong,
      outOfOrder: this.#outOfOrder,
      contradicted: this.#contradicted,
      outputs: this.#outputs.size,
      repeatedOutputs: this.#repeatedOutputs,
      repeatedPushes: this.#repeatedPushes,
      retries: this.#retries,
    };
  }
}

/** What must be 0 in the account of a faultless pair, and is not. */
export function faults(account: Account): string[] {
  const must0 = ['unanswered', 'refused', 'lost', 'duplicated', 'wrong', 'outOfOrder', 'contradicted'] as const;
  return [
    ...must0.filter((name) => account[name] !== 0).map((name) => `${name}: ${account[name]}`),
    ...(account.answered === 0 ? ['nothing was answered'] : []),
  ];
}
