export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'draining';

/**
 * What the load balancer thinks of one target: it changes its mind after so many checks of one kind in a row.
 *
 * Always holds: a draining target stays so.
 */
export class TargetHealth {
  state: TargetState = 'initial';
  readonly #healthyAfter: number;
  readonly #unhealthyAfter: number;
  #inARow = 0;
  #last: boolean | undefined;

  constructor({healthyAfter, unhealthyAfter}: {readonly healthyAfter: number; readonly unhealthyAfter: number}) {
    this.#healthyAfter = healthyAfter;
    this.#unhealthyAfter = unhealthyAfter;
  }

  /** One check has passed or not. @returns whether the state changed */
  checked(passed: boolean): boolean {
    this.#inARow = passed === this.#last ? this.#inARow + 1 : 1;
    this.#last = passed;
    const enough = this.#inARow >= (passed ? this.#healthyAfter : this.#unhealthyAfter);
    const next = passed ? 'healthy' : 'unhealthy';
    if (this.state === 'draining' || this.state === next || !enough) return false;
    this.state = next;
    return true;
  }
}
