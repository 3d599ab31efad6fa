import {type Annotation, type AnnotationElement, SiddhiAppError} from '@tandem/siddhiql';
import {annotationOf, elementOf} from './annotations.ts';

/**
 * Checks what a stream's annotations say where the engine can: sources and
 * sinks need a type (which types there are, the server knows), `@async` sane
 * numbers. One thread runs an app, so `@async` changes nothing else: events
 * are delivered at once, in order.
 */
export function checkStreamAnnotations(annotations: readonly Annotation[]): void {
  for (const annotation of annotations) {
    const name = annotation.name.toLowerCase();
    if (name === 'source' || name === 'sink') checkTransport(annotation);
  }
  const async = annotationOf(annotations, 'async');
  if (!async) return;
  positive(elementOf(async, 'workers'));
  positive(elementOf(async, 'batch.size.max'));
  const size = positive(elementOf(async, 'buffer.size'));
  if (size !== undefined && (size & (size - 1)) !== 0) {
    const element = elementOf(async, 'buffer.size')!;
    throw new SiddhiAppError('creation', `'buffer.size' of @async must be a power of two, but is ${size}`, element.at);
  }
}

function checkTransport(annotation: Annotation): void {
  const type = elementOf(annotation, 'type');
  if (!type && !elementOf(annotation, 'ref')) {
    throw new SiddhiAppError('creation', `@${annotation.name} is missing the element 'type'`, annotation.at);
  }
  const map = annotationOf(annotation.annotations, 'map');
  if (map && !elementOf(map, 'type'))
    throw new SiddhiAppError('creation', "@map is missing the element 'type'", map.at);
}

function positive(element: AnnotationElement | undefined): number | undefined {
  if (!element) return undefined;
  const value = Number(element.value);
  if (Number.isInteger(value) && value > 0) return value;
  throw new SiddhiAppError(
    'creation',
    `'${element.key}' of @async must be a whole number above 0, but is '${element.value}'`,
    element.at,
  );
}
