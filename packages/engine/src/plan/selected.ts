import type {Selection} from '@tandem/siddhiql';
import type {Attributes} from '../expression/scope.ts';

type Selected<Item> = {selected?: readonly Item[]};

/** What the select clause names as it is, in its order; null for anything computed. */
export function selectedOf(select: Selection | undefined, attributes: Attributes): Selected<number | null> {
  if (!select || select.items === '*') return {};
  return {
    selected: select.items.map(({expression: e}) => (e.kind === 'variable' ? at(e.attribute, attributes) : null)),
  };
}

/** Of one side of a join: its own attributes only, each once. Absent where the select clause names none as it is. */
export function selectedOfSide(
  select: Selection | undefined,
  ids: readonly string[],
  attributes: Attributes,
): Selected<number> {
  if (!select || select.items === '*') return {};
  const selected: number[] = [];
  for (const {expression} of select.items) {
    if (expression.kind !== 'variable') continue;
    const {source, attribute} = expression;
    const index = source && !ids.includes(`${source.prefix}${source.id}`) ? null : at(attribute, attributes);
    if (index !== null && !selected.includes(index)) selected.push(index);
  }
  return selected.length === 0 ? {} : {selected};
}

function at(name: string, attributes: Attributes): number | null {
  const index = attributes.findIndex((a) => a.name === name);
  return index < 0 ? null : index;
}
