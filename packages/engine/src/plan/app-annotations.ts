import {type Annotation, SiddhiAppError} from '@tandem/siddhiql';
import type {Idling} from '../core/heartbeat.ts';
import {annotationOf, duration, elementOf} from './annotations.ts';
import {type Statistics, statisticsOf} from './statistics-annotation.ts';

export type AppSettings = {
  playback: boolean;
  /** Of `@app:playback(idle.time, increment)`. */
  idling: Idling | undefined;
  statistics: Statistics | undefined;
};

/**
 * App annotations that act inside the engine. Those that only describe (name,
 * description, version, unknown ones) pass.
 */
export function readAppAnnotations(annotations: readonly Annotation[]): AppSettings {
  const async = annotationOf(annotations, 'async');
  if (async) throw new SiddhiAppError('creation', '@app:async is not supported: write @async on streams', async.at);
  const playback = annotationOf(annotations, 'playback');
  return {
    playback: playback !== undefined,
    idling: playback && idlingOf(playback),
    statistics: statisticsOf(annotations),
  };
}

function idlingOf(annotation: Annotation): Idling | undefined {
  if (annotation.elements.length === 0) return undefined;
  for (const element of annotation.elements) {
    if (['idle.time', 'increment'].includes((element.key ?? '').toLowerCase())) continue;
    throw new SiddhiAppError(
      'validation',
      `'${element.key ?? element.value}' is no element of @app:playback, expected idle.time and increment`,
      element.at,
    );
  }
  const [time, increment] = [elementOf(annotation, 'idle.time'), elementOf(annotation, 'increment')];
  if (!time || !increment) {
    const found = time ? 'idle.time' : 'increment';
    throw new SiddhiAppError(
      'validation',
      `@app:playback has ${found} alone, expected both idle.time and increment, or none`,
      annotation.at,
    );
  }
  const idling = {time: duration(time), increment: duration(increment)};
  for (const [element, ms] of [
    [time, idling.time],
    [increment, idling.increment],
  ] as const) {
    if (ms > 0) continue;
    throw new SiddhiAppError(
      'validation',
      `'${element.key}' of @app:playback must be longer than nothing, but is '${element.value}'`,
      element.at,
    );
  }
  return idling;
}
