import {type HealthCheck} from '../template/task-spec.ts';

export type HealthState = 'UNKNOWN' | 'HEALTHY' | 'UNHEALTHY';

/** What ECS thinks of a container: healthy at the first check that passes; unhealthy after so many failures, of which those soon after its start do not count. */
export class ContainerHealth {
  state: HealthState = 'UNKNOWN';
  readonly #check: Pick<HealthCheck, 'retries' | 'startPeriodMs'>;
  #failures = 0;

  constructor(check: Pick<HealthCheck, 'retries' | 'startPeriodMs'>) {
    this.#check = check;
  }

  /** @param ageMs of the container when the check was made */
  checked(passed: boolean, ageMs: number): void {
    if (passed) {
      this.#failures = 0;
      this.state = 'HEALTHY';
      return;
    }
    if (this.state === 'UNKNOWN' && ageMs < this.#check.startPeriodMs) return;
    this.#failures++;
    if (this.#failures >= this.#check.retries) this.state = 'UNHEALTHY';
  }
}
