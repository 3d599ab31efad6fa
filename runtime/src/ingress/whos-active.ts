import type {ClusterStore, Member} from '@tandem/cluster';

type Reading<T> = {at: number; value: Promise<T>};

/** A node writes its row every `poll`, 400 ms by default: this is several of those, ms. */
const justNow = 5000;

/**
 * Who is active according to the database, and where: for a node that is
 * about to leave, whose own view of the cluster ends before its last requests
 * do. Reads at most every `maxAge` ms however many ask.
 */
export class WhosActive {
  readonly #store: Pick<ClusterStore, 'members' | 'readLeader'>;
  readonly #maxAge: number;
  #members: Reading<Member[]> | undefined;
  #leader: Reading<string> | undefined;

  constructor(store: Pick<ClusterStore, 'members' | 'readLeader'>, maxAge = 250) {
    this.#store = store;
    this.#maxAge = maxAge;
  }

  /** Whether a node of another name was there just now, which may become active. Rejects when the database does not answer. */
  async anyoneElse(nodeId: string): Promise<boolean> {
    this.#members = this.#fresh(this.#members, () => this.#store.members());
    return (await this.#members.value).some((row) => row.nodeId !== nodeId && row.ageMs < justNow);
  }
  /** The row of an incarnation. Rejects when the database does not answer. */
  async member(incarnation: string): Promise<Member | undefined> {
    this.#members = this.#fresh(this.#members, () => this.#store.members());
    return (await this.#members.value).find((row) => row.incarnation === incarnation);
  }
  /** The incarnation that the leader row names, '' when nobody is active. */
  async leader(): Promise<string> {
    this.#leader = this.#fresh(this.#leader, async () => {
      const {row} = await this.#store.readLeader();
      return row.released ? '' : row.active;
    });
    return this.#leader.value;
  }

  #fresh<T>(last: Reading<T> | undefined, read: () => Promise<T>): Reading<T> {
    const now = performance.now();
    if (last && now - last.at <= this.#maxAge) return last;
    const reading = {at: now, value: read()};
    reading.value.catch(() => (reading.at = -Infinity)); // a failure is not remembered
    return reading;
  }
}
