import type {Draft} from './draft.ts';
import {single} from './single-queries.ts';
import {type Attribute, define} from './streams.ts';
import {literal, type ValueType} from './values.ts';

/** A trigger at the start: read as a stream, filling a table, opening a pattern, joined. */
export function triggers(draft: Draft): void {
  const {dice} = draft;
  const input = draft.input('S');
  const row = (attributes: readonly Attribute<ValueType>[]): string =>
    attributes.map((a) => `${literal(dice, a.type)} as ${a.name}`).join(', ');
  draft.definitions.push("define trigger G at 'start'");
  // Without playback its time is that of the wall clock.
  if (draft.timed) draft.query('from G select triggered_time as o0 insert into Started');
  switch (dice.weighted({stream: 2, table: 3, pattern: 3, join: 2, window: 1})) {
    case 'stream':
      draft.query(`from G select ${row(input.attributes)} insert into S`);
      single(draft, input);
      break;
    case 'table':
      draft.definitions.push(define('table', {id: 'T', attributes: input.attributes}));
      draft.query(`from G select ${row(input.attributes)} insert into T`);
      draft.query(`from S join T on S.k == T.k select S.k as o0, T.v as o1 insert into Out0`);
      draft.questions.push(() => ({query: 'from T select *'}));
      break;
    case 'pattern':
      draft.query(
        `from ${dice.maybe(0.5, () => 'every ')}g=G -> e1=S${dice.maybe(0.5, () => '<1:2>')} -> e2=S select e2.k as o0, e2.v as o1 insert into Out0`,
      );
      break;
    case 'join':
      draft.query(
        `from S#window.length(${dice.between(1, 2)}) join G#window.length(1) select k as o0, v as o1 insert all events into Out0`,
      );
      break;
    case 'window':
      draft.definitions.push(
        define('window', {id: 'W', attributes: input.attributes}, ` length(${dice.between(1, 3)})`),
      );
      draft.query(`from G select ${row(input.attributes)} insert into W`);
      draft.query('from S select * insert into W');
      draft.query('from W select * insert all events into Out0');
      break;
  }
  if (draft.elements.some((e) => e.includes('into Out0')) && !draft.collect.includes('Out0'))
    draft.collect.push('Out0');
}
