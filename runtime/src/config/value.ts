import {unreachable} from '@tandem/base';
import {allowed, type Kind, type Setting} from './setting.ts';

export type AnySetting = Setting<string> | Setting<number> | Setting<boolean>;
export type Checked = {ok: true; value: string | number | boolean} | {ok: false; expected: string};

/** What the file may say after YAML has been read. */
function fits(kind: Kind, value: unknown): value is string | number | boolean {
  switch (kind.type) {
    case 'text':
      return typeof value === 'string' && (kind.pattern?.test(value) ?? true);
    case 'yesNo':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && kind.of.includes(value);
    case 'number': {
      if (typeof value !== 'number' || !(value >= kind.min && value <= kind.max)) return false;
      return kind.whole ? Number.isSafeInteger(value) : Number.isFinite(value);
    }
    default:
      return unreachable(kind);
  }
}

/** Checks one value. Text from the environment or a placeholder is first read as the kind wants it; a number is taken as a text where a text is wanted. */
export function checkValue(setting: AnySetting, found: unknown): Checked {
  const {kind} = setting;
  const value = readAs(kind, found);
  return fits(kind, value) ? {ok: true, value} : {ok: false, expected: allowed(kind)};
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
