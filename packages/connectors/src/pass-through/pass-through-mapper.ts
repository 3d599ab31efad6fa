import {MappingError} from '../mapping-error.ts';
import type {SinkMapper, SourceMapper} from '../mapper.ts';
import {type Annotation, readOptions} from '../options.ts';

/** Events of another stream as they are, with their times. What reads them finds a wrong number of values. */
export function passThroughSourceMapper(map: Annotation | undefined, text: string): SourceMapper {
  if (map) readOptions(map, 'sourceMapper:passThrough', {}, text);
  return {
    takes: 'events',
    grouped: true,
    map(payload) {
      if (typeof payload === 'string') throw new MappingError('$', 'text', 'events');
      return payload.map((event) => ({data: [...event.data], timestamp: event.timestamp}));
    },
  };
}

export function passThroughSinkMapper(map: Annotation | undefined, text: string): SinkMapper {
  if (map) readOptions(map, 'sinkMapper:passThrough', {}, text);
  return {makes: 'events', grouped: true, contentType: 'text/plain', map: (events) => events};
}
