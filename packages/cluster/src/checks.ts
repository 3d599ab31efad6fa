import type {StateCheck, StateCut, StatePart} from './ports.ts';

/** Bytes of state that one cut compares at least, as far as is known before, unless there is less: it takes time from everything else. */
const bytesPerCut = 1 << 20;

/** What a part is taken for that was not looked at yet. */
const unknownBytes = 1 << 14;

/**
 * Which parts of the state are compared at a cut: as many as the budget
 * allows, going on at the next cut where the last one ended. A small state is
 * compared whole each time, a large one part by part.
 */
export class Checks {
  #last: StatePart | undefined;
  /** By part: how large it was when it was looked at last. */
  readonly #bytes = new Map<string, number>();

  /** The parts of the next cut. */
  choose(parts: readonly StatePart[]): StatePart[] {
    const last = this.#last;
    const start = last ? parts.findIndex((p) => p.app === last.app && p.operator === last.operator) + 1 : 0;
    const chosen: StatePart[] = [];
    let bytes = 0;
    for (const part of [...parts.slice(start), ...parts.slice(0, start)]) {
      if (bytes >= bytesPerCut) break;
      bytes += this.#bytes.get(keyOf(part)) ?? unknownBytes;
      chosen.push(part);
      this.#last = part;
    }
    return chosen;
  }
  *read(parts: readonly StatePart[], cut: StateCut): Generator<void, StateCheck[]> {
    const checks: StateCheck[] = [];
    for (const part of parts) {
      const found = yield* cut.checksum(part);
      if (!found) continue;
      checks.push({...part, sum: found.sum});
      this.#bytes.set(keyOf(part), found.bytes);
    }
    return checks;
  }
}

const keyOf = ({app, operator}: StatePart): string => `${app}/${operator}`;

/** The first part whose state is another than the peer says. */
export async function differing(
  checks: readonly StateCheck[],
  checksum: (part: StatePart) => Promise<{sum: number} | undefined>,
): Promise<{part: StatePart; isHere: boolean} | undefined> {
  for (const {app, operator, sum} of checks) {
    const mine = await checksum({app, operator});
    if (mine?.sum !== sum) return {part: {app, operator}, isHere: mine !== undefined};
  }
  return undefined;
}
