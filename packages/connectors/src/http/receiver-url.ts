export type ReceiverUrl = {secure: boolean; host: string; port: number; path: string};

/** `http://0.0.0.0:8006/path`; undefined for anything else. The port as written: `ports.offset` is added where it is opened. */
export function receiverUrl(source: string): ReceiverUrl | undefined {
  const match = /^(https?):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d{1,5}))?(\/[^?#]*)?$/.exec(source.trim());
  if (!match) return undefined;
  const secure = match[1] === 'https';
  const port = match[3] === undefined ? (secure ? 443 : 80) : Number(match[3]);
  if (port > 65_535) return undefined;
  const path = (match[4] ?? '/').replace(/(.)\/+$/, '$1');
  return {secure, host: (match[2] ?? '').replace(/^\[|\]$/g, ''), port, path};
}
