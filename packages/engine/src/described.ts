import type {App} from '@tandem/siddhiql';
import type {StreamInfo} from './api.ts';

type Named = Pick<StreamInfo, 'attributes'> & Partial<Pick<StreamInfo, 'annotations'>>;

/**
 * Streams, tables, windows or aggregations of an app, as its API tells of them. `defined`: the text has a definition; inferred
 * streams and the duration tables of aggregations have none.
 */
export function describe(app: App, from: ReadonlyMap<string, Named>): ReadonlyMap<string, StreamInfo> {
  const definitions = new Map(app.definitions.map((d) => [d.id, d]));
  return new Map(
    [...from].map(([id, {attributes, annotations}]) => {
      const definition = definitions.get(id);
      const own = definition && 'annotations' in definition ? definition.annotations : [];
      return [id, {id, attributes, annotations: annotations ?? own, defined: definition !== undefined}];
    }),
  );
}
