import {askNode, type Credentials} from './ask-node.ts';
import {asNodeStatus, type NodeStatus} from './node-status.ts';

/**
 * What one address answered.
 * up: with a status; starting: it waits for its database; denied: wrong credentials;
 * unreachable: nothing answered; strange: something else than a node answered.
 */
export type NodeReport = {url: string} & (
  | {kind: 'up'; status: NodeStatus}
  | {kind: 'starting' | 'denied' | 'unreachable' | 'strange'; why: string}
);

const patience = 4000;

/** Asks all nodes at the same time. Never rejects. */
export function reportsOf(urls: readonly string[], credentials: Credentials): Promise<NodeReport[]> {
  return Promise.all(urls.map((url) => reportOf(url, credentials)));
}

async function reportOf(url: string, credentials: Credentials): Promise<NodeReport> {
  const answer = await askNode('GET', `${url}/ha/status`, credentials, patience);
  if (answer.kind === 'unreachable') return {url, kind: 'unreachable', why: answer.why};
  const {status: code, body} = answer;
  if (code === 401 || code === 403) return {url, kind: 'denied', why: `it answered ${code}`};
  const type = typeof body === 'object' && body !== null && 'type' in body ? body.type : undefined;
  if (code === 503 && type === 'starting') return {url, kind: 'starting', why: 'it waits for its database'};
  const status = code === 200 ? asNodeStatus(body) : undefined;
  if (status) return {url, kind: 'up', status};
  return {url, kind: 'strange', why: `it answered ${code} to GET /ha/status, and not with the status of a node`};
}

/** The statuses of those that answered with one. */
export function statusesOf(reports: readonly NodeReport[]): NodeStatus[] {
  return reports.flatMap((report) => (report.kind === 'up' ? [report.status] : []));
}
