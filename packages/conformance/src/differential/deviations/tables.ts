import * as controls from '../controls.ts';
import {app, fewer, more} from '../how-they-differ.ts';
import type {Deviation} from './deviation.ts';

/** Rows of tables: by key, by index, in order. */
export const tables: readonly Deviation[] = [
  {
    reason: 'a null finds the row whose key is null',
    without: controls.withoutKeys,
    holds: (of) => app(/@PrimaryKey/)(of) && !fewer(of.difference) && JSON.stringify(of.case.steps).includes('null'),
  },
  {
    reason: 'a range in over a key or index compares the wrong way round',
    without: controls.withoutKeys,
    holds: app(/@(PrimaryKey|Index)/, /([<>]|!=)[^;]* in T/),
  },
  {
    reason: 'equal rows of an indexed table are one',
    without: controls.withoutKeys,
    holds: (of) => app(/@Index/)(of) && !app(/@PrimaryKey/)(of) && fewer(of.difference),
  },
  {
    reason: 'a plain table loses the row inserted after its last one was deleted',
    holds: (of) => app(/ delete |; delete /)(of) && !app(/@(PrimaryKey|Index)/)(of) && !more(of.difference),
  },
  {
    reason: 'the last of the rows of a keyed table, which have no order',
    without: controls.withoutKeys,
    holds: (of) =>
      app(
        /@(PrimaryKey|Index)/,
        /(sum|avg|count|distinctCount|min|max|minForever|maxForever|stdDev|and|or)\(|limit|offset|order by|group by|output [^;]*every/,
      )(of) && of.difference.expected.length === of.difference.got.length,
  },
  {
    reason: 'keys and indexes: stale entries, unread or ignored set',
    without: controls.withoutKeys,
    holds: app(/@(PrimaryKey|Index)/, /update|delete/),
  },
  {reason: 'a refused row stays in the index', without: controls.withoutKeys, holds: app(/@PrimaryKey[^;]*@Index/)},
];
