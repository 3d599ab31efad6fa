import {unreachable} from '@tandem/base';
import {z} from 'zod';
import {allowed, type Kind, type Setting} from './setting.ts';

export type AnySetting = Setting<string> | Setting<number> | Setting<boolean>;
export type Checked = {ok: true; value: string | number | boolean} | {ok: false; expected: string};

/** The zod schema of one setting: what the file may say after YAML has been read. */
function schemaOf(kind: Kind): z.ZodType<string | number | boolean> {
  switch (kind.type) {
    case 'text':
      return kind.pattern ? z.string().regex(kind.pattern) : z.string();
    case 'yesNo':
      return z.boolean();
    case 'choice':
      return z.enum(kind.of as [string, ...string[]]);
    case 'number': {
      const number = z.number().min(kind.min).max(kind.max);
      return kind.whole ? number.int() : number;
    }
    default:
      return unreachable(kind);
  }
}

/** Checks one value. Text from the environment or a placeholder is first read as the kind wants it; a number is taken as a text where a text is wanted. */
export function checkValue(setting: AnySetting, found: unknown): Checked {
  const {kind} = setting;
  const result = schemaOf(kind).safeParse(readAs(kind, found));
  return result.success ? {ok: true, value: result.data} : {ok: false, expected: allowed(kind)};
}

function readAs(kind: Kind, found: unknown): unknown {
  if (kind.type === 'text' && (typeof found === 'number' || typeof found === 'boolean')) return String(found);
  if (kind.type === 'text' && found === null) return '';
  // YAML 1.1 habits: `off` and `on` are texts in YAML 1.2, but a file written with `true` means yes.
  if (typeof found !== 'string') return found;
  if (kind.type === 'yesNo') return found === 'true' ? true : found === 'false' ? false : found;
  if (kind.type === 'number') return /^-?\d+(\.\d+)?$/.test(found.trim()) ? Number(found) : found;
  return found;
}
