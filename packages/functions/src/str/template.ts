import {valueText} from '../java-text.ts';

const BRACES = /\{\{(.*?)\}\}/gs;

export function fillFromValues(template: string, values: readonly unknown[], types: readonly string[]): string {
  return template.replace(BRACES, (_, inside: string) => {
    const key = inside.trim();
    if (!/^\d+$/.test(key)) throw new Error(`{{${inside}}} is no index`);
    const at = Number(key) - 1;
    if (at < 0 || at >= values.length) throw new Error(`there is no value for {{${key}}}`);
    return values[at] === null ? key : valueText(values[at], types[at]!);
  });
}

export function fillFromMap(template: string, map: object): string {
  const held = map instanceof Map ? map : new Map(Object.entries(map));
  return template.replace(BRACES, (_, inside: string) => {
    const key = inside.trim();
    const value: unknown = held.get(key) ?? null;
    return value === null ? key : valueText(value, 'object');
  });
}
