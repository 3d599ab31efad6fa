import type {ValueReader} from '@tandem/wire';
import type {Steps} from '../core/cut.ts';
import {readOwner} from '../select/fields.ts';
import type {Group} from './running-expression.ts';

/** Reads the text of a window's expression, where there is one, and what was counted by it. `begun`: its new group. */
export function readExpression(
  from: ValueReader,
  begun: (text: string) => Group,
): {text: () => void; group: () => Steps | void} {
  let group: Group | null = null;
  return {
    text: () => {
      const text = from.value() as string | null;
      if (text !== null) group = begun(text);
    },
    group: () => (group ? readOwner(from, group) : from.skip()),
  };
}
