/** What stands before a body whose length is known. `headers`: by name in lower case. */
export type PlainHead = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly length: number;
};

const lines = /^(?:[\t\x20-\x7e]+\r\n)+$/;
const requestLine = /^POST (\/[\x21-\x7e]*) HTTP\/1\.1\r\n/;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** They change how a request is read, or how it is answered. */
const notPlain = new Set(['transfer-encoding', 'expect', 'upgrade', 'trailer', 'te', 'proxy-connection']);

/**
 * Reads the head of a request of the plainest kind: a POST under HTTP/1.1 with exactly one length, no header twice,
 * nothing but visible ASCII, on a connection that is kept. Undefined for anything else, proper or not: it is left to a
 * complete parser, so that no doubtful request is ever read in a way that another reader would not.
 * `text`: with the line break that ends its last line.
 */
export function plainHead(text: string): PlainHead | undefined {
  const first = requestLine.exec(text);
  if (!first || !lines.test(text)) return undefined;
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (let at = first[0].length; at < text.length;) {
    const end = text.indexOf('\r\n', at);
    const colon = text.indexOf(':', at);
    if (colon < 0 || colon > end) return undefined;
    const name = text.slice(at, colon).toLowerCase();
    if (!token.test(name) || name in headers || notPlain.has(name)) return undefined;
    headers[name] = text.slice(colon + 1, end).trim();
    at = end + 2;
  }
  const {connection, host, 'content-length': length} = headers;
  if (host === undefined || length === undefined || !/^\d{1,9}$/.test(length)) return undefined;
  if (connection !== undefined && connection.toLowerCase() !== 'keep-alive') return undefined;
  return {url: first[1] ?? '/', headers, length: Number(length)};
}

/** Heads that are remembered: a client's requests differ by little more than their lengths. */
const remembered = 256;

/** `plainHead` for all connections of one server, which reads a head anew only when none of the latest was the same. */
export class PlainHeads {
  readonly #known = new Map<string, PlainHead>();

  of(text: string): PlainHead | undefined {
    const known = this.#known.get(text);
    if (known) return known;
    if (this.#known.size === remembered) this.#known.clear();
    const head = plainHead(text);
    if (head) this.#known.set(text, head);
    return head;
  }
}
