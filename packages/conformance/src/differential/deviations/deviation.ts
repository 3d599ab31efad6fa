import type {Control} from '../controls.ts';
import type {Differing} from '../how-they-differ.ts';

/** Where this engine knowingly answers otherwise: `docs/siddhiql.md` has the table, `docs/decisions/0004-quirks.md` the rule. */
export type Deviation = {
  reason: string;
  holds: (of: Differing) => boolean;
  /** Told by much that has nothing to do with it: without this it must be gone. */
  without?: Control;
};
