import type {Bound, Candidate, Value} from '@tandem/engine';
import {type Column, type Dialect, type SqlValue, toSql} from './database.ts';

export type Where = {sql: string; values: SqlValue[]};

/**
 * Conditions that together find all candidates, each short enough for one statement; [] when there is nothing to find. Lists are
 * filled up to powers of two, so that few different statements are prepared. `once`: no row may be found by two of them.
 */
export function wheresOf(
  candidates: readonly Candidate[],
  columns: readonly Column[],
  dialect: Dialect,
  once: boolean,
): Where[] {
  if (candidates.some((candidate) => candidate.length === 0)) return [everything];
  const shapes = new Map<string, Map<string, Candidate>>();
  for (const candidate of candidates) {
    const shape = candidate.map(({position, operator}) => `${position}${operator}`).join();
    const own = shapes.get(shape) ?? new Map<string, Candidate>();
    own.set(candidate.map(({value}) => valueText(value)).join('\0'), candidate);
    shapes.set(shape, own);
  }
  const wheres: Where[] = [];
  for (const own of shapes.values()) {
    const all = [...own.values()];
    const most = powerBelow(Math.max(1, Math.min(512, Math.floor(dialect.mostValues / all[0]!.length))));
    for (let at = 0; at < all.length; at += most)
      wheres.push(whereOf(filled(all.slice(at, at + most)), columns, dialect));
  }
  if (!once || wheres.length < 2) return wheres.map(({sql, values}) => ({sql: ` WHERE ${sql}`, values}));
  const values = wheres.flatMap((where) => where.values);
  if (values.length > dialect.mostValues) return [everything];
  return [{sql: ` WHERE ${wheres.map(({sql}) => `(${sql})`).join(' OR ')}`, values}];
}

const everything: Where = {sql: '', values: []};

function whereOf(all: readonly Candidate[], columns: readonly Column[], dialect: Dialect): Where {
  const [first = []] = all;
  const name = ({position}: Bound): string => dialect.quoted(columns[position]!.name);
  const values = all.flatMap((c) => c.map(({position, value}) => toSql(value, typeOf(value, columns[position]!))));
  const [only] = first;
  if (only && first.length === 1 && only.operator === '==')
    return {sql: `${name(only)} IN (${all.map(() => '?').join(',')})`, values};
  const each = `(${first.map((b) => `${name(b)}${b.operator === '==' ? '=' : b.operator}?`).join(' AND ')})`;
  return {sql: all.map(() => each).join(' OR '), values};
}

/** Whole numbers are compared as such, whatever the column is; a fraction never as one. */
const typeOf = (value: Bound['value'], column: Column): Column['type'] =>
  typeof value === 'number' && !Number.isInteger(value) ? 'double' : column.type;

function filled(candidates: readonly Candidate[]): Candidate[] {
  const last = candidates.at(-1);
  const wanted =
    powerBelow(candidates.length) === candidates.length ? candidates.length : powerBelow(candidates.length) * 2;
  return last ? [...candidates, ...Array.from({length: wanted - candidates.length}, () => last)] : [];
}

/** Tells values of one type from one another. */
export const valueText = (value: Value): string =>
  typeof value === 'object' ? 'null' : `${typeof value}:${String(value)}`;

/** The largest power of two that is not above `n`. */
export const powerBelow = (n: number): number => 2 ** Math.floor(Math.log2(n));
