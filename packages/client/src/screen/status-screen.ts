import type {CloudReport, DatabaseReport, ServiceReport, StackReport, TaskReport} from '../cloud/cloud-report.ts';
import {nodeExitMeaning} from '../diagnosis/node-exits.ts';
import {type NodeReport, statusesOf} from '../nodes/node-report.ts';
import {activePeer} from '../nodes/node-status.ts';
import {table} from './table.ts';
import {ago, bytes, yesNo} from './words.ts';

/** How many of a service's stopped tasks are shown. */
const stoppedShown = 2;

/** Nodes, services and database on one screen. `now`: ms since 1970. */
export function statusScreen(nodes: readonly NodeReport[], cloud: CloudReport | undefined, now: number): string {
  const parts = [];
  if (nodes.length > 0) parts.push(`${headline(nodes)}\n`, nodeTable(nodes, now));
  if (cloud?.stack) parts.push(stackPart(cloud.stack));
  if (cloud) parts.push(clusterPart(cloud, now), databasePart(cloud.database));
  return parts.filter((part) => part !== '').join('\n');
}

/** One sentence: who is active, and whether the other one could take over. */
function headline(nodes: readonly NodeReport[]): string {
  const statuses = statusesOf(nodes);
  const active = statuses.filter(({role}) => role === 'active');
  const [one] = active;
  const group = statuses[0]?.groupId ?? '';
  const who = group === '' ? '' : `group ${group}: `;
  if (statuses.length === 0) return 'No node answers.';
  const elsewhere = statuses.map(activePeer).find((name) => name !== undefined);
  if (!one && elsewhere !== undefined) return `${who}${elsewhere} is active, as its passive node says.`;
  if (!one) return `${who}NOBODY is active.`;
  if (active.length > 1) return `${who}${active.map(({nodeId}) => nodeId).join(' AND ')} say that they are active.`;
  const standby = one.inSync ? `${one.peer?.nodeId ?? 'the other node'} is in sync` : 'NO passive node is in sync';
  return `${who}${one.nodeId} is active in epoch ${one.epoch}, ${standby}.`;
}

function nodeTable(nodes: readonly NodeReport[], now: number): string {
  const head = [
    'NODE',
    'ROLE',
    'EPOCH',
    'IN SYNC',
    'LINK',
    'LAG',
    'QUEUE',
    'SNAPSHOT',
    'TAKEOVERS',
    'VERSION',
    'ADDRESS',
  ];
  const rows = nodes.map((node) => {
    if (node.kind !== 'up')
      return ['-', node.kind, '-', '-', '-', '-', '-', '-', '-', '-', `${node.url} (${node.why})`];
    const s = node.status;
    return [
      s.nodeId,
      s.role,
      String(s.epoch),
      yesNo(s.inSync),
      s.peer?.linkUp === true ? 'up' : 'down',
      String(s.lag),
      bytes(s.queueBytes),
      ago(s.lastSnapshotAt, now),
      String(s.takeovers),
      s.version === '' ? '?' : s.version,
      node.url,
    ];
  });
  const troubles = statusesOf(nodes).flatMap((s) =>
    s.troubles.map((trouble) => `trouble of ${s.nodeId}: ${trouble}\n`),
  );
  return table([head, ...rows]) + troubles.join('');
}

function stackPart({name, status, outputs}: StackReport): string {
  const {EndpointAddress: endpoint, Ports: ports, AdminPasswordArn: password} = outputs;
  return [
    `stack ${name}: ${status}\n`,
    endpoint === undefined ? '' : `endpoint ${endpoint}, ports ${ports ?? '?'}\n`,
    password === undefined ? '' : `password of REST: in the secret ${password}\n`,
  ].join('');
}

function clusterPart({cluster, services}: CloudReport, now: number): string {
  return [
    `ECS cluster ${cluster.name}: ${cluster.status}\n`,
    table([
      ['SERVICE', 'DESIRED', 'RUNNING', 'PENDING', 'DEPLOYMENT'],
      ...services.map((s) => [
        s.name,
        String(s.desired),
        String(s.running),
        String(s.pending),
        s.rollout?.state ?? '-',
      ]),
    ]),
    taskTable(services, now),
  ].join('');
}

function taskTable(services: readonly ServiceReport[], now: number): string {
  const rows = services.flatMap(({tasks}) => [
    ...tasks
      .filter(({stopped}) => !stopped)
      .map((t) => [t.node, t.status, t.health, t.address ?? '-', ago(t.startedAt, now), '']),
    ...tasks
      .filter(({stopped}) => stopped)
      .slice(0, stoppedShown)
      .map((t) => [t.node, t.status, '-', '-', ago(t.stopped?.at, now), whyStopped(t)]),
  ]);
  return rows.length === 0 ? 'no tasks\n' : table([['NODE', 'TASK', 'HEALTH', 'ADDRESS', 'SINCE', 'WHY'], ...rows]);
}

function whyStopped({stopped}: TaskReport): string {
  const {reason = '', exitCode} = stopped ?? {};
  if (exitCode === undefined) return reason;
  const meaning = nodeExitMeaning(exitCode);
  return `${reason} (exit code ${exitCode}${meaning ? `: ${meaning.what}` : ''})`;
}

function databasePart(database: DatabaseReport | undefined): string {
  if (!database) return 'RDS: no database was found by the tag of the stack; name it with --database.\n';
  const {id, status, class: size, engine, storageGib, multiAz, endpoint, maintenance, pendingChanges} = database;
  return [
    `RDS ${id}: ${status}, ${size}, ${engine}, ${storageGib} GiB, standby in another zone: ${yesNo(multiAz)}\n`,
    endpoint === undefined ? '' : `at ${endpoint}\n`,
    ...maintenance.map(
      ({action, description, forcedAt}) =>
        `pending maintenance: ${action}, ${description}${forcedAt === undefined ? '' : `, applied at ${new Date(forcedAt).toISOString()}`}\n`,
    ),
    pendingChanges.length > 0 ? `changes that wait for the maintenance window: ${pendingChanges.join(', ')}\n` : '',
  ].join('');
}
