/** A configuration that a node does not start with. `message`: one line per fault, each with place, what was found and what is allowed. */
export class ConfigRefused extends Error {
  override readonly name = 'ConfigRefused';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}
