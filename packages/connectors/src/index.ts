export {
  type Connections,
  connectionsOf,
  payloadsOf,
  type SinkKind,
  type SinkSpec,
  type SourceSpec,
} from './connections.ts';
export type {ReceiverUrl} from './http/receiver-url.ts';
export {closeServer} from './http/close-server.ts';
export {type ListenerOptions, HttpListeners} from './http/http-listeners.ts';
export {HttpSink} from './http/http-sink.ts';
export type {HttpSourceSpec} from './http/http-source.ts';
export {
  type Accepted,
  type ForwardedAnswer,
  forwardedHeader,
  type ForwardedRequest,
  type Ingress,
  type IngressInput,
  IngressRefused,
} from './http/ingress.ts';
export {listeningPort} from './listening-port.ts';
export {exactJson} from './json/exact-json.ts';
export {readBody} from './http/read-body.ts';
export {logLevel, type LogLevel, logLine} from './log/log-sink.ts';
export type {MappedEvent, Payload, SinkMapper, SourceMapper} from './mapper.ts';
export {MappingError} from './mapping-error.ts';
export {Refused, type SinkTransport} from './sink-transport.ts';
export {type Access, Databases} from './rdbms/databases.ts';
export {KeptTable} from './rdbms/kept-table.ts';
export type {Place} from './rdbms/write-marks.ts';
export {type StoreSpec, storesOf} from './rdbms/store-options.ts';
