import {type Annotation, SiddhiAppError} from '@tandem/siddhiql';

/**
 * App annotations that act inside the engine. Those that only describe (name,
 * description, version, unknown ones) pass; what is not done is refused by name.
 */
export function checkAppAnnotations(annotations: readonly Annotation[]): void {
  for (const annotation of annotations) {
    switch (annotation.name.toLowerCase()) {
      case 'async':
        throw new SiddhiAppError('creation', '@app:async is not supported: use @async on streams', annotation.at);
      case 'playback':
        playback(annotation);
        break;
      default:
    }
  }
}

function playback(annotation: Annotation): void {
  if (annotation.elements.length === 0) return;
  const allowed = ['idle.time', 'increment'];
  for (const element of annotation.elements) {
    if (!allowed.includes((element.key ?? '').toLowerCase())) {
      throw new SiddhiAppError(
        'validation',
        `'${element.key ?? element.value}' is no element of @app:playback, expected idle.time and increment`,
        element.at,
      );
    }
  }
  if (annotation.elements.length === 1) {
    throw new SiddhiAppError('validation', '@app:playback needs both idle.time and increment, or none', annotation.at);
  }
  throw new SiddhiAppError(
    'creation',
    '@app:playback with idle.time and increment is not supported yet',
    annotation.at,
  );
}
