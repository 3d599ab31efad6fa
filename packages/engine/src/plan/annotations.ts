import {type Annotation, type AnnotationElement, SiddhiAppError} from '@tandem/siddhiql';

/** The annotation of that name; names ignore case. Two of it are refused. */
export function annotationOf(annotations: readonly Annotation[], name: string): Annotation | undefined {
  const [first, second] = annotations.filter((a) => a.name.toLowerCase() === name.toLowerCase());
  if (second) throw new SiddhiAppError('validation', `@${second.name} is there twice`, second.at);
  return first;
}

/** The element of that key; a missing key is the empty one. Keys ignore case. */
export function elementOf(annotation: Annotation, key: string): AnnotationElement | undefined {
  return annotation.elements.find((e) => (e.key ?? '').toLowerCase() === key.toLowerCase());
}

const UNITS: readonly [RegExp, number][] = [
  [/^ms$|^milli(sec(ond)?s?)?$/, 1],
  [/^sec(ond)?s?$/, 1000],
  [/^min(ute)?s?$/, 60_000],
  [/^h(our)?s?$/, 3_600_000],
  [/^days?$/, 86_400_000],
  [/^weeks?$/, 604_800_000],
  [/^months?$/, 2_592_000_000],
  [/^years?$/, 31_536_000_000],
];

/** A duration in an annotation: `'1 hour'`, `'2 min 5 sec'`, `'1 hour and 5 min'`; ms. */
export function duration(element: AnnotationElement): number {
  const parts = [...element.value.trim().matchAll(/(?:and\s+)?(\d+)\s*([a-zA-Z]+)\s*/gi)];
  const read = parts.map((p) => p[0]).join('');
  let total = 0;
  for (const [, amount, word] of parts) {
    const unit = UNITS.find(([pattern]) => pattern.test((word ?? '').toLowerCase()));
    if (!unit)
      throw new SiddhiAppError(
        'creation',
        `'${word}' is no unit of time, expected millisec, sec, min, hour, day, week, month or year`,
        element.at,
      );
    total += Number(amount) * unit[1];
  }
  if (parts.length === 0 || read.trim() !== element.value.trim()) {
    throw new SiddhiAppError('creation', `'${element.value}' is no duration, expected for example '5 min'`, element.at);
  }
  return total;
}
