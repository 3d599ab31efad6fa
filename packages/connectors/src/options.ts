import {SiddhiAppError, type StreamInfo} from '@tandem/engine';

export type Annotation = StreamInfo['annotations'][number];

/** One option of a transport or mapper. `idle`: accepted because older apps carry it, without effect here. */
export type OptionRow = {default?: string; required?: true; dynamic?: true; idle?: true};
export type OptionTable = Readonly<Record<string, OptionRow>>;

export function annotationNamed(annotations: readonly Annotation[], name: string): Annotation | undefined {
  return annotations.find((a) => !a.app && a.name.toLowerCase() === name);
}

/** Refuses at the annotation: kind `creation`. */
export function refuse(reason: string, at: Annotation, text: string): never {
  throw new SiddhiAppError('creation', reason, at.at, text);
}

/** The options of `@source`, `@sink` or `@map`, defaults filled in. Unknown and missing ones are refused, and `{{..}}` where it has no meaning. */
export function readOptions(
  annotation: Annotation,
  what: string,
  table: OptionTable,
  text: string,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, row] of Object.entries(table)) if (row.default !== undefined) found.set(name, row.default);
  for (const {key, value} of annotation.elements) {
    if (key === undefined)
      refuse(`${what}: found a value without a name ("${value}"), expected name='value'`, annotation, text);
    const name = key.toLowerCase();
    if (name === 'type') continue;
    const row = table[name];
    if (!row) refuse(`${what} has no option "${key}"; it has ${Object.keys(table).join(', ')}`, annotation, text);
    if (!row.dynamic && value.includes('{{'))
      refuse(`'${key}' is not a supported DynamicOption of ${what}`, annotation, text);
    found.set(name, value);
  }
  for (const [name, row] of Object.entries(table)) {
    if (row.required && !found.has(name))
      refuse(`Option '${name}' does not exist in the configuration of '${what}'`, annotation, text);
  }
  return found;
}

export function yes(options: ReadonlyMap<string, string>, name: string): boolean {
  return options.get(name)?.toLowerCase() === 'true';
}
