import {ports} from '@tandem/runtime/config';

/** The pair behind its load balancer, as an operator reaches it with `adminCidr`. */
export type RemotePair = {
  /** The name of the active node; undefined when nobody says so. */
  active(): Promise<string | undefined>;
  /** What the table of the app holds: how many events of each client were counted, and the last one's number. */
  counted(): Promise<readonly {readonly client: number; readonly seen: number; readonly last: number}[]>;
};

const ANSWER_LIMIT = 10_000;

export function remotePair(host: string, password: string): RemotePair {
  const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
  const ask = async (port: number, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`http://${host}:${port}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {authorization, 'content-type': 'application/json'},
      signal: AbortSignal.timeout(ANSWER_LIMIT),
      ...(body === undefined ? {} : {body: JSON.stringify(body)}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 200)}`);
    return JSON.parse(text);
  };
  return {
    active: async () => {
      // Either node may answer; the passive one knows the other's name.
      const status = await ask(ports.http, '/ha/status').catch(() => undefined);
      const {role, nodeId, activeAddress} = (status ?? {}) as {
        role?: string;
        nodeId?: string;
        activeAddress?: {nodeId: string};
      };
      return role === 'active' ? nodeId : activeAddress?.nodeId;
    },
    counted: async () => {
      const query = {appName: 'Smoke', query: 'from Counted select client, seen, last'};
      const {records} = (await ask(ports.stores, '/stores/query', query)) as {records: [number, number, number][]};
      return records.map(([client, seen, last]) => ({client, seen, last}));
    },
  };
}
