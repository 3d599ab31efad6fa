import type {AttributeInfo, Event, SiddhiApp, StreamInfo} from '@tandem/engine';
import {httpSinkOptions, httpSourceOptions} from './http/http-options.ts';
import {type ReceiverUrl, receiverUrl} from './http/receiver-url.ts';
import {inMemorySinkOptions, inMemorySourceOptions} from './in-memory/in-memory-options.ts';
import {type Destination, destinationsOf, type Share} from './distribution.ts';
import {jsonSinkMapper} from './json/json-sink-mapper.ts';
import {jsonSourceMapper} from './json/json-source-mapper.ts';
import {logLevel, logSinkOptions} from './log/log-sink.ts';
import type {SinkMapper, SourceMapper} from './mapper.ts';
import {type Annotation, annotationNamed, type OptionTable, readOptions, refuse} from './options.ts';
import {passThroughSinkMapper, passThroughSourceMapper} from './pass-through/pass-through-mapper.ts';
import {type Template, template} from './template.ts';

/** `at`: its annotation in the text. */
export type SourceSpec = {app: string; stream: StreamInfo; mapper: SourceMapper; at: Annotation['at']} & (
  | {kind: 'http'; url: ReceiverUrl; authenticated: boolean}
  | {kind: 'inMemory'; topic: string}
);

export type SinkKind = 'http' | 'inMemory' | 'log';
export type SinkSpec = {
  /** `<app>/<stream>`, from the stream's second sink on `<app>/<stream>.2`, its destinations `<app>/<stream>.2:1`: the key of the publish watermark. */
  key: string;
  app: string;
  stream: StreamInfo;
  kind: SinkKind;
  mapper: SinkMapper;
  /** Options by name; those with attributes in them are resolved for each event. */
  options: ReadonlyMap<string, Template>;
  /** Of a destination: the rows that it takes. */
  share: Share;
};

export type Connections = {sources: readonly SourceSpec[]; sinks: readonly SinkSpec[]};

/** What `@source` and `@sink` of an app ask for, compiled. Throws `SiddhiAppError` (creation) with the place in `text`. */
export function connectionsOf(app: SiddhiApp, text: string): Connections {
  const sources: SourceSpec[] = [];
  const sinks: SinkSpec[] = [];
  for (const stream of app.streams.values()) {
    let sinksHere = 0;
    for (const annotation of stream.annotations) {
      const kind = annotation.name.toLowerCase();
      if (kind === 'source') sources.push(sourceOf(app.name, stream, annotation, text));
      if (kind === 'sink') {
        const key = ++sinksHere === 1 ? `${app.name}/${stream.id}` : `${app.name}/${stream.id}.${sinksHere}`;
        const destinations = destinationsOf(annotation, stream, text);
        const [only] = destinations;
        if (destinations.length === 1 && only?.sink === annotation)
          sinks.push(sinkOf(app.name, stream, only, key, text));
        else
          for (const [i, each] of destinations.entries())
            sinks.push(sinkOf(app.name, stream, each, `${app.name}/${stream.id}.${sinksHere}:${i + 1}`, text));
      }
    }
  }
  return {sources, sinks};
}

/** The payloads of one chunk at one sink: by resolved options, in order of first appearance, then as the mapper groups. */
export function payloadsOf(
  sink: SinkSpec,
  all: readonly Event[],
): {options: Record<string, string>; events: readonly Event[]}[] {
  const {share} = sink;
  const events = share ? all.filter(({data}) => share(data)) : all;
  if (events.length === 0) return [];
  const {fixed, dynamic} = optionsOf(sink);
  if (dynamic.length === 0)
    return sink.mapper.grouped
      ? [{options: fixed, events}]
      : events.map((event) => ({options: fixed, events: [event]}));
  const groups = new Map<string, {options: Record<string, string>; events: Event[]}>();
  for (const event of events) {
    const values = dynamic.map(([name, t]): [string, string] => [name, t.of(event.data)]);
    const key = JSON.stringify(values);
    const group = groups.get(key);
    if (group) group.events.push(event);
    else groups.set(key, {options: {...fixed, ...Object.fromEntries(values)}, events: [event]});
  }
  const found = [...groups.values()];
  return sink.mapper.grouped
    ? found
    : found.flatMap(({options, events: some}) => some.map((event) => ({options, events: [event]})));
}

type Resolved = {fixed: Record<string, string>; dynamic: [string, Template][]};
const resolved = new WeakMap<SinkSpec, Resolved>();

/** Those without attributes in them are one object for all payloads of a sink: a transport takes it apart once. */
function optionsOf(sink: SinkSpec): Resolved {
  let found = resolved.get(sink);
  if (!found) {
    const all = [...sink.options];
    const constant = all.filter(([, t]) => t.constant);
    found = {
      fixed: Object.fromEntries(constant.map(([name, t]) => [name, t.of([])])),
      dynamic: all.filter(([, t]) => !t.constant),
    };
    resolved.set(sink, found);
  }
  return found;
}

function typeOf(annotation: Annotation, text: string): string {
  const type = annotation.elements.find((e) => e.key?.toLowerCase() === 'type')?.value;
  if (type === undefined)
    refuse(`Attribute 'type' does not exist for annotation @${annotation.name}`, annotation, text);
  return type;
}

function sourceOf(app: string, stream: StreamInfo, annotation: Annotation, text: string): SourceSpec {
  const type = typeOf(annotation, text);
  const mapper = sourceMapper(annotation, stream.attributes, text);
  switch (type.toLowerCase().replace(/^source:/, '')) {
    case 'http': {
      const options = readOptions(annotation, 'source:http', httpSourceOptions, text);
      if (mapper.takes !== 'text')
        refuse(
          "source:http gives text, which the mapper passThrough does not take; expected @map(type='json')",
          annotation,
          text,
        );
      const url = receiverUrl(options.get('receiver.url') ?? `http://0.0.0.0:8280/${app}/${stream.id}`);
      if (!url)
        refuse(
          `receiver.url: found "${options.get('receiver.url')}", expected http://host:port/path`,
          annotation,
          text,
        );
      return {
        kind: 'http',
        app,
        stream,
        mapper,
        at: annotation.at,
        url,
        authenticated: options.get('basic.auth.enabled')?.toLowerCase() !== 'false',
      };
    }
    case 'inmemory': {
      const options = readOptions(annotation, 'source:inMemory', inMemorySourceOptions, text);
      return {kind: 'inMemory', app, stream, mapper, at: annotation.at, topic: options.get('topic') ?? ''};
    }
    default:
      return refuse(`No extension exist for source:${type}; there are http and inMemory`, annotation, text);
  }
}

const sinkTables: Record<string, {kind: SinkKind; options: OptionTable}> = {
  http: {kind: 'http', options: httpSinkOptions},
  inmemory: {kind: 'inMemory', options: inMemorySinkOptions},
  log: {kind: 'log', options: logSinkOptions},
};

function sinkOf(
  app: string,
  stream: StreamInfo,
  {sink: annotation, share}: Destination,
  key: string,
  text: string,
): SinkSpec {
  const type = typeOf(annotation, text);
  const table = sinkTables[type.toLowerCase().replace(/^sink:/, '')];
  if (!table) refuse(`No extension exist for sink:${type}; there are http, inMemory and log`, annotation, text);
  const mapper = sinkMapper(annotation, stream.attributes, text);
  const options = readOptions(annotation, `sink:${table.kind}`, table.options, text);
  if (table.kind === 'http' && mapper.makes !== 'text')
    refuse(
      "sink:http takes text, which the mapper passThrough does not give; expected @map(type='json')",
      annotation,
      text,
    );
  if (table.kind === 'http' && options.has('basic.auth.username') !== options.has('basic.auth.password')) {
    refuse('basic.auth.username and basic.auth.password: only one of them is given', annotation, text);
  }
  const onError = options.get('on.error')?.toUpperCase();
  if (onError !== undefined && !['WAIT', 'LOG', 'STREAM', 'STORE'].includes(onError))
    refuse(`on.error: found "${onError}", expected WAIT, LOG, STREAM or STORE`, annotation, text);
  const priority = options.get('priority');
  if (priority !== undefined && logLevel(priority) === undefined)
    refuse(
      `priority: found "${priority}", expected one of TRACE, DEBUG, INFO, WARN, ERROR, FATAL, OFF`,
      annotation,
      text,
    );
  return {
    key,
    app,
    stream,
    kind: table.kind,
    mapper,
    options: new Map([...options].map(([name, value]) => [name, template(value, stream.attributes, annotation, text)])),
    share,
  };
}

function sourceMapper(source: Annotation, attributes: readonly AttributeInfo[], text: string): SourceMapper {
  const map = annotationNamed(source.annotations, 'map');
  const type = map
    ? typeOf(map, text)
        .toLowerCase()
        .replace(/^sourcemapper:/, '')
    : 'passthrough';
  if (type === 'passthrough') return passThroughSourceMapper(map, text);
  if (map && type === 'json') return jsonSourceMapper(map, attributes, text);
  return refuse(`No extension exist for sourceMapper:${type}; there are json and passThrough`, map ?? source, text);
}

function sinkMapper(sink: Annotation, attributes: readonly AttributeInfo[], text: string): SinkMapper {
  const map = annotationNamed(sink.annotations, 'map');
  const type = map
    ? typeOf(map, text)
        .toLowerCase()
        .replace(/^sinkmapper:/, '')
    : 'passthrough';
  if (type === 'passthrough') return passThroughSinkMapper(map, text);
  if (map && type === 'json') return jsonSinkMapper(map, attributes, text);
  return refuse(`No extension exist for sinkMapper:${type}; there are json and passThrough`, map ?? sink, text);
}
