import {type Annotation, SiddhiAppError} from '@tandem/siddhiql';
import {annotationOf, elementOf} from './annotations.ts';

/** What `@app:statistics` asks for. */
export type Statistics = {
  enabled: boolean;
  /** Names of metrics with `*` for any text; none: all. */
  include: readonly string[];
};

/** `@app:statistics`, `@app:statistics('true')`, `@app:statistics(enable, include, reporter, interval)`. */
export function statisticsOf(annotations: readonly Annotation[]): Statistics | undefined {
  const annotation = annotationOf(annotations, 'statistics');
  if (!annotation) return undefined;
  const enable = elementOf(annotation, 'enable') ?? elementOf(annotation, '');
  const interval = elementOf(annotation, 'interval');
  if (interval && !/^\d+$/.test(interval.value.trim())) {
    throw new SiddhiAppError(
      'creation',
      `'interval' of @app:statistics must be a whole number of seconds, but is '${interval.value}'`,
      interval.at,
    );
  }
  const include = elementOf(annotation, 'include')?.value ?? '';
  return {
    // Any other text is off, as in the reference engine.
    enabled: enable === undefined || enable.value.trim().toLowerCase() === 'true',
    include: include
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  };
}
