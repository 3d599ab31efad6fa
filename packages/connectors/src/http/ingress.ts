import type {IncomingHttpHeaders} from 'node:http';
import type {MappedEvent} from '../mapper.ts';

/** What an HTTP source needs of the node around it. */
export type Ingress = {
  /** True while this node takes inputs itself. */
  active(): boolean;
  /** Whether a request may push to sources that want authentication. */
  authorised(headers: IncomingHttpHeaders): boolean;
  /** Journals the chunks as one input; resolves once it is committed. Throws `IngressRefused`. */
  submit(input: IngressInput): Promise<Accepted>;
  /**
   * Takes a request to the active node, waiting for one within bounds.
   * 'local': this node has become active, so take it here.
   */
  forward(request: ForwardedRequest): Promise<ForwardedAnswer | 'local'>;
};

export type IngressInput = {
  app: string;
  stream: string;
  chunks: MappedEvent[][];
  key: string | undefined;
  /** Header of the same name: the trace that the request belongs to. */ traceparent?: string;
};
export type Accepted = {
  sequence: number;
  timestamp: number;
  events: number;
  repeated: boolean;
  failure: string | undefined;
};
export type ForwardedRequest = {port: number; method: string; path: string; headers: IncomingHttpHeaders; body: Buffer};
export type ForwardedAnswer = {status: number; headers: Record<string, string>; body: Buffer};

/** `notActive`: surely not taken; `busy`: surely not taken, try again later; `unknown`: it may or may not count. */
export class IngressRefused extends Error {
  override readonly name = 'IngressRefused';
  readonly reason: 'notActive' | 'busy' | 'unknown';
  constructor(reason: IngressRefused['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** On a request that one node has taken to the other: it is not taken further. */
export const forwardedHeader = 'tandem-forwarded';
