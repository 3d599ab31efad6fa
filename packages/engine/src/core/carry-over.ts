import type {Plain} from '@tandem/wire';

/**
 * What the state of a member of the registry was made by: equal forms, equal
 * layout and meaning of the state. A partition has a form as a whole, one of
 * its frame (keys), and one for each query inside.
 */
export type Form = {whole: string; frame?: string; inner?: ReadonlyMap<string, string>};
export type Forms = ReadonlyMap<string, Form>;

/** Renames and leaves out what one key of a partition holds; `names`: new name by old one. */
type Rename = (state: Plain, names: ReadonlyMap<string, string>) => Plain;

/**
 * The state of an app as another text of it can take it: each member's goes
 * to the member of the same form, under its own name first, else under the
 * new one; a member whose form is gone is left out and named in `dropped`.
 * Members without a form go by their names.
 */
export function carryOver(
  state: ReadonlyMap<string, Plain>,
  saved: Forms,
  own: Forms,
  renameInner: Rename,
): {state: Map<string, Plain>; dropped: string[]} {
  const whole = pairUp(wholes(saved), wholes(own));
  const result = new Map<string, Plain>();
  const dropped: string[] = [];
  for (const [name, member] of state) {
    const form = saved.get(name);
    if (!form) {
      result.set(name, member);
      continue;
    }
    const to = whole.get(name);
    const inner = form.inner ?? new Map<string, string>();
    if (to !== undefined) {
      const names = pairUp(inner, own.get(to)?.inner ?? new Map());
      result.set(to, form.inner ? renameInner(member, names) : member);
      continue;
    }
    const here = own.get(name);
    if (form.frame !== undefined && here?.frame === form.frame && here.inner) {
      const names = pairUp(inner, here.inner);
      result.set(name, renameInner(member, names));
      for (const query of inner.keys())
        if (!names.has(query)) dropped.push(note(`${name}/${query}`, here.inner.has(query)));
      continue;
    }
    if (!(member instanceof Map && member.size === 0)) dropped.push(note(name, here !== undefined));
  }
  return {state: result, dropped};
}

const note = (name: string, isHere: boolean): string =>
  isHere
    ? `'${name}' was changed: it starts without its former state`
    : `the state of '${name}' has no place in this app`;

const wholes = (forms: Forms): Map<string, string> => new Map([...forms].map(([name, {whole}]) => [name, whole]));

/** New name by old one: the same name where the form is the same, else the first free one of that kind and form. */
function pairUp(saved: ReadonlyMap<string, string>, own: ReadonlyMap<string, string>): Map<string, string> {
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const [name, form] of saved) {
    if (own.get(name) !== form) continue;
    found.set(name, name);
    taken.add(name);
  }
  for (const [name, form] of saved) {
    if (found.has(name)) continue;
    for (const [other, its] of own) {
      if (its !== form || taken.has(other) || kindOf(other) !== kindOf(name)) continue;
      found.set(name, other);
      taken.add(other);
      break;
    }
  }
  return found;
}

const kindOf = (name: string): string => name.slice(0, name.indexOf(':'));

/** As the snapshot holds them. */
export const formsToPlain = (forms: Forms): Plain =>
  new Map(
    [...forms].map(([name, {whole, frame, inner}]) => [
      name,
      frame === undefined || !inner ? [whole] : [whole, frame, new Map(inner)],
    ]),
  );

export const formsOfPlain = (plain: Plain): Forms =>
  new Map(
    [...(plain as ReadonlyMap<string, [string, string?, Map<string, string>?]>)].map(
      ([name, [whole, frame, inner]]) => [name, {whole, ...(frame !== undefined && {frame}), ...(inner && {inner})}],
    ),
  );
