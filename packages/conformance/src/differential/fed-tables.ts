import {must} from '@tandem/base';
import type {Draft} from './draft.ts';
import {define} from './streams.ts';
import {matching, questions, type Table} from './tables.ts';

/** What the last query gives goes into a table instead of its stream, and the table is asked. */
export function intoTable(draft: Draft): void {
  const {dice} = draft;
  const {id, attributes} = must(draft.outputs.at(-1), 'a query');
  if (attributes.some((a) => a.type === 'object')) return;
  const held = {id: 'T', attributes, key: []} as Table;
  const key = dice.maybe(0.2, () => `@PrimaryKey('${dice.pick(attributes).name}') `);
  draft.definitions.push(`${key}${define('table', held)}`);
  const kind = dice.weighted({insert: 4, update: 2, upsert: 3, delete: 2});
  const on = matching(draft, attributes, held);
  const last = must(draft.elements.pop(), 'a query');
  draft.elements.push(
    last.replace(new RegExp(` insert (\\w+ events )?into ${id}$`), (_, events: string = '') => {
      const which = events === '' ? '' : `for ${events}`;
      const set = dice.maybe(0.3, () => `set T.${attributes[0]!.name} = ${attributes[0]!.name} `);
      switch (kind) {
        case 'insert':
          return ` insert ${events}into T`;
        case 'update':
          return ` update T ${which}${set}on ${on}`;
        case 'upsert':
          return ` update or insert into T ${which}${set}on ${on}`;
        case 'delete':
          return ` delete T ${which}on ${on}`;
      }
    }),
  );
  if (kind === 'update' || kind === 'delete') {
    draft.query(`from ${draft.input('Fill', {attributes: held.attributes}).id} select * insert into T`);
  }
  questions(draft, held, dice.chance(0.2) ? held : undefined);
}
