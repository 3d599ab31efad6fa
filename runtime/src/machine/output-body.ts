import type {SinkSpec} from '@tandem/connectors';
import type {Event} from '@tandem/engine';

/** What the machine hands to the publisher. Payloads are mapped to text only when they are published: a passive never maps. */
export type OutputBody =
  | {kind: 'payload'; sink: SinkSpec; options: Readonly<Record<string, string>>; events: readonly Event[]}
  /** A line for the log: `#log()`, a run-time error. */
  | {kind: 'line'; level: string; message: string};
