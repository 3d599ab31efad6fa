import type {Machine, StateCheck, StatePart} from './ports.ts';

/** Bytes of state that one cut compares at least, unless there is less: the active stands still for so long. */
const bytesPerCut = 1 << 20;

/**
 * Which parts of the state are compared at a cut: as many as the budget
 * allows, going on at the next cut where the last one ended. A small state is
 * compared whole each time, a large one part by part.
 */
export class Checks {
  #last: StatePart | undefined;

  next(machine: Machine): StateCheck[] {
    const parts = machine.parts();
    const last = this.#last;
    const start = last ? parts.findIndex((p) => p.app === last.app && p.operator === last.operator) + 1 : 0;
    const checks: StateCheck[] = [];
    for (let i = 0, spent = 0; i < parts.length && spent < bytesPerCut; i++) {
      const part = parts[(start + i) % parts.length];
      const found = part && machine.checksum(part);
      if (!part || !found) continue;
      checks.push({app: part.app, operator: part.operator, sum: found.sum});
      spent += found.bytes;
      this.#last = part;
    }
    return checks;
  }
}
