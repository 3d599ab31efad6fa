import type {Event, Row} from '@tandem/engine';

/** What a transport hands over: text, or the rows of another stream. */
export type Payload = string | readonly Event[];

export type MappedEvent = {data: Row; timestamp?: number};

/** Payload to rows of one stream; compiled for that stream. */
export type SourceMapper = {
  takes: 'text' | 'events';
  /** All events of the payload are one chunk; otherwise each is its own. */
  grouped: boolean;
  /** Throws `MappingError`. `property`: a transport property by name, such as an HTTP header. */
  map(payload: Payload, property: (name: string) => string | undefined): MappedEvent[];
};

/** Rows of one stream to a payload. */
export type SinkMapper = {
  makes: 'text' | 'events';
  /** A chunk becomes one payload; otherwise each event does. */
  grouped: boolean;
  contentType: string;
  map(events: readonly Event[]): Payload;
};
