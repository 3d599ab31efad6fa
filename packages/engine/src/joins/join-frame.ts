import type {AttributeType, EventRef, Variable} from '@tandem/siddhiql';
import {SiddhiAppError} from '@tandem/siddhiql';
import type {Row} from '../api.ts';
import {type Attributes, eventName, type Resolved, RowScope, type Scope, unknownSource} from '../expression/scope.ts';

/**
 * A joined pair: left row, right row, and their timestamps. A side without a
 * partner has a row of nulls and the timestamp null, so that reading an
 * attribute needs no check. A table's row carries the timestamp -1.
 */
export type JoinFrame = readonly [left: Row, right: Row, leftTs: number | null, rightTs: number | null];

export type SideNames = {ids: readonly string[]; attributes: Attributes};

/** The names of both sides, for the select clause. A name that both have must be qualified. */
export class JoinScope implements Scope {
  readonly #sides: readonly {names: SideNames; scope: RowScope; timestamp: string}[];

  constructor(left: SideNames, right: SideNames) {
    this.#sides = [left, right].map((names, i) => {
      const timestamp = `r[${i + 2}]`;
      return {names, scope: new RowScope(names.ids, names.attributes, `r[${i}]`, timestamp), timestamp};
    });
  }
  resolve(variable: Variable): Resolved {
    const {source, attribute, at} = variable;
    const named = source ? this.#sides.filter((s) => s.scope.names(source.prefix + source.id)) : this.#sides;
    const [only] = named;
    if (!only) throw unknownSource(variable, this.#ids());
    if (named.length === 1) return only.scope.resolve(variable);
    const found = named.flatMap((s) => s.scope.find(attribute) ?? []);
    if (found.length === 1) return found[0]!;
    const ids = this.#ids();
    if (found.length > 1) {
      const how =
        new Set(ids).size > 1
          ? `write ${ids.map((id) => `'${id}.${attribute}'`).join(' or ')}`
          : "give each side a name with 'as'";
      throw new SiddhiAppError('validation', `'${attribute}' is an attribute of both sides of the join: ${how}`, at);
    }
    throw new SiddhiAppError(
      'validation',
      `there is no attribute '${attribute}' in ${ids.map((id) => `'${id}'`).join(' or ')}`,
      at,
    );
  }
  event(ref: Variable | EventRef): {isNull: string; timestamp: string} | null {
    const id = eventName(ref);
    const named = this.#sides.filter((s) => id !== null && s.scope.names(id));
    const [side] = named;
    return side && named.length === 1 ? {isNull: `(${side.timestamp}===null)`, timestamp: side.timestamp} : null;
  }
  all(): readonly Resolved[] {
    return this.#sides.flatMap((s) => s.scope.all());
  }
  /** Left attributes, then right ones. */
  star(): {name: string; type: AttributeType; code: string}[] {
    return this.#sides.flatMap(({names}, side) =>
      names.attributes.map(({name, type}, i) => ({name, type, code: `r[${side}][${i}]`})),
    );
  }
  #ids(): string[] {
    return this.#sides.map((s) => s.names.ids[0] ?? '');
  }
}
