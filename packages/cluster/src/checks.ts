import type {Machine, StateCheck, StateCut, StatePart} from './ports.ts';

/** Bytes of state that one cut compares at least, unless there is less: computing checksums takes time from everything else. */
const bytesPerCut = 1 << 20;

/**
 * Which parts of the state are compared at a cut: as many as the budget
 * allows, going on at the next cut where the last one ended. A small state is
 * compared whole each time, a large one part by part.
 */
export class Checks {
  #last: StatePart | undefined;

  /** `machine` is still where the cut was made. */
  next(machine: Machine, cut: StateCut): Generator<void, StateCheck[]> {
    const parts = machine.parts();
    const last = this.#last;
    const start = last ? parts.findIndex((p) => p.app === last.app && p.operator === last.operator) + 1 : 0;
    return this.#of([...parts.slice(start), ...parts.slice(0, start)], cut);
  }
  *#of(parts: readonly StatePart[], cut: StateCut): Generator<void, StateCheck[]> {
    const checks: StateCheck[] = [];
    let spent = 0;
    for (const part of parts) {
      if (spent >= bytesPerCut) break;
      const found = yield* cut.checksum(part);
      if (!found) continue;
      checks.push({...part, sum: found.sum});
      spent += found.bytes;
      this.#last = part;
    }
    return checks;
  }
}

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
