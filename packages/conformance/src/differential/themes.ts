import type {Draft} from './draft.ts';
import {join} from './joins.ts';
import {intoTable} from './fed-tables.ts';
import {pattern} from './patterns.ts';
import {selection} from './selection.ts';
import {aggregation} from './aggregations.ts';
import {partition} from './partitions.ts';
import {triggers} from './triggers.ts';
import {reader, single} from './single-queries.ts';
import {define, namesOf, type Source} from './streams.ts';
import {changes, matching, questions, type Table, table} from './tables.ts';
import {window} from './windows.ts';

/** `interrupted`: how often such an app is persisted and restored; 0.12 where nothing is said. */
type Theme = {weight: number; interrupted?: number; build: (draft: Draft) => void};

/** What generated apps are about, and how often. */
export const themes: Readonly<Record<string, Theme>> = {
  expressions: {
    weight: 5,
    build: (draft) => {
      const input = draft.input('S');
      draft.dice.times(2, () => single(draft, input, {windowed: 0, aggregates: 0, filtered: 0.6, rated: 0}));
    },
  },
  libraries: {
    weight: 4,
    build: (draft) => {
      const input = draft.input('S');
      draft.dice.times(2, () =>
        single(draft, input, {windowed: 0.3, aggregates: 0.3, library: 20, functions: 0.15, rated: 0}),
      );
    },
  },
  aggregations: {weight: 3, interrupted: 0.2, build: aggregation},
  triggers: {weight: 1, interrupted: 0, build: triggers},
  windows: {
    weight: 8,
    build: (draft) => {
      const input = draft.input('S');
      draft.dice.times(draft.dice.between(1, 2), () => single(draft, input, {windowed: 0.95}));
      chain(draft);
    },
  },
  rates: {
    weight: 3,
    build: (draft) => void single(draft, draft.input('S'), {rated: 1}),
  },
  chains: {
    weight: 4,
    build: (draft) => {
      single(draft, draft.input('S'));
      draft.dice.times(draft.dice.between(1, 3), () => single(draft, draft.dice.pick(draft.outputs)));
    },
  },
  joins: {
    weight: 7,
    build: (draft) => {
      const left = draft.input('L');
      const right = draft.dice.chance(0.15) ? left : draft.input('R', {prefix: 'r'});
      join(draft, {source: left, windowed: true}, {source: right, windowed: true});
      chain(draft);
    },
  },
  tableJoins: {
    weight: 4,
    build: (draft) => {
      const [events, rows] = [draft.input('S'), draft.input('Load', {prefix: 't'})];
      const held = table(draft, rows);
      draft.query(`from Load select * insert into T`);
      if (draft.dice.chance(0.3)) changes(draft, rows, held);
      const sides = [
        {source: events, windowed: true},
        {source: held, windowed: false, static: true},
      ] as const;
      if (draft.dice.chance(0.5)) join(draft, sides[0], sides[1]);
      else join(draft, sides[1], sides[0]);
    },
  },
  tables: {
    weight: 7,
    build: (draft) => {
      const rows = draft.input('Load');
      const events = draft.input('S', {attributes: rows.attributes});
      const held = table(draft, rows);
      draft.query(`from Load select * insert into T`);
      draft.dice.times(draft.dice.between(1, 2), () => changes(draft, draft.dice.chance(0.7) ? rows : events, held));
      questions(draft, held, draft.dice.chance(0.3) ? held : undefined);
      if (draft.dice.chance(0.2)) membership(draft, events, held);
    },
  },
  fedTables: {
    weight: 3,
    build: (draft) => {
      const {dice} = draft;
      switch (dice.weighted({single: 1, pattern: 1, join: 1})) {
        case 'single':
          single(draft, draft.input('S'), {windowed: 0.7, rated: 0.2});
          break;
        case 'pattern':
          pattern(draft, streams(draft), dice.pick(['pattern', 'sequence']));
          break;
        case 'join':
          join(
            draft,
            {source: draft.input('L'), windowed: true},
            {source: draft.input('R', {prefix: 'r'}), windowed: true},
          );
          break;
      }
      intoTable(draft);
    },
  },
  membership: {
    weight: 2,
    build: (draft) => {
      const [events, rows] = [draft.input('S'), draft.input('Load', {prefix: 't'})];
      const held = table(draft, rows);
      draft.query(`from Load select * insert into T`);
      membership(draft, events, held);
    },
  },
  patterns: {
    weight: 8,
    build: (draft) => {
      pattern(draft, streams(draft), 'pattern');
      chain(draft);
    },
  },
  sequences: {
    weight: 4,
    build: (draft) => {
      pattern(draft, streams(draft), 'sequence');
      chain(draft);
    },
  },
  partitions: {weight: 7, build: partition},
  namedWindows: {
    weight: 6,
    build: (draft) => {
      const input = draft.input('S');
      const named = {id: 'W', attributes: input.attributes};
      const out = draft.dice.maybe(0.4, () => ` output ${draft.dice.pick(['all', 'current', 'expired'])} events`);
      draft.definitions.push(define('window', named, ` ${window(draft.dice, input.attributes, draft)}${out}`));
      draft.query(`from S select * insert ${draft.dice.maybe(0.1, () => 'all events ')}into W`);
      if (draft.dice.chance(0.15)) draft.query(`from ${draft.input('S2', input).id} select * insert into W`);
      if (draft.dice.chance(0.15)) {
        pattern(draft, [named], draft.dice.pick(['pattern', 'sequence']));
        return;
      }
      draft.dice.times(draft.dice.between(1, 2), () => reader(draft, named));
      if (draft.dice.chance(0.12)) {
        const second = {id: 'V', attributes: draft.input('R', {prefix: 'r'}).attributes};
        draft.definitions.push(define('window', second, ` ${window(draft.dice, second.attributes, draft)}`));
        draft.query('from R select * insert into V');
        join(draft, {source: named, windowed: false}, {source: second, windowed: false});
      } else if (draft.dice.chance(0.3)) {
        const other = {source: draft.input('R', {prefix: 'r'}), windowed: true};
        if (draft.dice.chance(0.5)) join(draft, other, {source: named, windowed: false});
        else join(draft, {source: named, windowed: false}, other);
      }
      if (draft.dice.chance(0.4)) questions(draft, named);
    },
  },
  faults: {
    weight: 2,
    build: (draft) => {
      const {dice} = draft;
      const annotation = dice.pick([
        '',
        "@OnError(action='stream') ",
        "@OnError(action='stream') ",
        "@OnError(action='log') ",
      ]);
      const input = draft.input('S', {annotation});
      // Fails where `v` is null: there is no set in a null.
      draft.query(
        `from S select k, ${draft.dice.pick(['and(v > 1 or v is null)', "cast(k, 'int') + 1", "sum(cast(k, 'long'))", "cast(k, 'bool')"])} as x insert into Bad`,
      );
      draft.collect.push('Bad');
      single(draft, input, {windowed: 0.3});
      if (annotation.includes('stream')) {
        const fault = {id: '!S', attributes: input.attributes};
        switch (dice.weighted({plain: 2, query: 3, join: 1, pattern: 1})) {
          case 'plain':
            draft.elements.push('from !S select k, v insert into Faults');
            draft.collect.push('Faults');
            break;
          case 'query':
            single(draft, fault);
            break;
          case 'join':
            join(draft, {source: fault, windowed: true}, {source: input, windowed: true});
            break;
          case 'pattern':
            pattern(draft, [fault, input], 'pattern');
            break;
        }
      }
    },
  },
};

function streams(draft: Draft): Source[] {
  return draft.dice.chance(0.3)
    ? [draft.input('A')]
    : draft.dice.chance(0.7)
      ? [draft.input('A'), draft.input('B', {prefix: 'b'})]
      : [draft.input('A'), draft.input('B', {prefix: 'b'}), draft.input('C', {prefix: 'c'})];
}

/** Now and then another query on what came out. */
function chain(draft: Draft): void {
  const {dice} = draft;
  if (dice.chance(0.25) && draft.outputs.length > 0) single(draft, dice.pick(draft.outputs));
}

function membership(draft: Draft, events: Source, held: Table): void {
  const {dice} = draft;
  const found = `(${matching(draft, events.attributes, held)}) in ${held.id}`;
  draft.queryInto(`${events.id}[${found}]`, selection(dice, {names: namesOf(events.attributes)}, {aggregates: 0.2}), {
    rate: '',
    events: '',
  });
}
