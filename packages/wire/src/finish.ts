/** Does all the work at once that is made to be done in steps. */
export function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const {done, value} = steps.next();
    if (done === true) return value;
  }
}
