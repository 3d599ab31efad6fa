import type {SinkSpec, StoreSpec} from '@tandem/connectors';
import type {Event, ExternalRequest} from '@tandem/engine';

/** What the machine hands to the publisher. Payloads are mapped to text only when they are published: a passive never maps. */
export type OutputBody =
  | {kind: 'payload'; sink: SinkSpec; options: Readonly<Record<string, string>>; events: readonly Event[]}
  /** For an external table. `generation`: of the app, by which its writes are told from those of another journal. */
  | {kind: 'external'; app: string; spec: StoreSpec; generation: string; request: ExternalRequest}
  /** A line for the log: `#log()`, a run-time error. */
  | {kind: 'line'; level: string; message: string};
