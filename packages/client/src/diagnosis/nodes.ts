import type {NodeReport} from '../nodes/node-report.ts';
import {statusesOf} from '../nodes/node-report.ts';
import {activePeer, type NodeStatus} from '../nodes/node-status.ts';
import {span} from '../screen/words.ts';
import {fault, type Finding, warning} from './finding.ts';

/** What is wrong with the nodes that were asked, the worst first. */
export function diagnoseNodes(reports: readonly NodeReport[]): Finding[] {
  const statuses = statusesOf(reports);
  return [
    ...reports.flatMap(unanswered),
    ...identities(reports, statuses),
    ...(statuses.length === 0 ? [] : roles(reports, statuses)),
    ...versions(statuses),
    ...statuses.flatMap(clocks),
    ...statuses.flatMap(ownTroubles),
  ];
}

function unanswered(report: NodeReport): Finding[] {
  switch (report.kind) {
    case 'up':
      return [];
    case 'denied':
      return [
        fault(
          report.url,
          `it refuses the credentials (${report.why})`,
          'set TANDEM_AUTH_PASSWORD to the password of REST (on AWS: the secret AdminPasswordArn of the outputs), --user for another user than admin, or TANDEM_AUTH_TOKEN',
        ),
      ];
    case 'starting':
      return [
        fault(
          report.url,
          report.why,
          'look at the state of the database; the log of the node says why it does not answer',
        ),
      ];
    case 'strange':
      return [
        fault(
          report.url,
          report.why,
          'give the address of REST (port 9090, and the offset of the node): --node http://HOST:9090',
        ),
      ];
    default:
      return [
        fault(
          report.url,
          `it does not answer: ${report.why}`,
          'is the process running, is that its port, and does the network let you through? On AWS, --stack NAME shows its task',
        ),
      ];
  }
}

/** Two nodes of one group, each under its own name and address. */
function identities(reports: readonly NodeReport[], statuses: readonly NodeStatus[]): Finding[] {
  const findings: Finding[] = [];
  const urls = (fits: (s: NodeStatus) => boolean): string =>
    reports.flatMap((r) => (r.kind === 'up' && fits(r.status) ? [r.url] : [])).join(' and ');
  const [first, ...others] = statuses;
  for (const other of others) {
    if (!first) break;
    if (other.incarnation === first.incarnation)
      findings.push(
        warning(
          urls((s) => s.incarnation === first.incarnation),
          `both addresses lead to one process, ${first.nodeId}`,
          'name each node by an address of its own, not by that of a load balancer',
        ),
      );
    else if (other.nodeId === first.nodeId)
      findings.push(
        fault(
          urls((s) => s.nodeId === first.nodeId),
          `two processes call themselves ${first.nodeId}`,
          'stop one of them, or give it another node.id (TANDEM_NODE_ID)',
        ),
      );
    if (other.groupId !== first.groupId)
      findings.push(
        fault(
          urls(() => true),
          `the nodes are of different groups, ${first.groupId} and ${other.groupId}`,
          'set the same cluster group on both (TANDEM_GROUP_ID), or ask each group by itself',
        ),
      );
  }
  return findings;
}

function roles(reports: readonly NodeReport[], statuses: readonly NodeStatus[]): Finding[] {
  const processes = [...new Map(statuses.map((s) => [s.incarnation, s])).values()];
  const active = processes.filter(({role}) => role === 'active');
  const [one, other] = active;
  if (one && other) {
    const newer = one.epoch >= other.epoch ? one : other;
    return [
      fault(
        active.map(({nodeId}) => nodeId).join(' and '),
        `both say that they are active, in epochs ${one.epoch} and ${other.epoch}`,
        `ask again: in a hand-over it is so for a moment. If it stays, stop the process that is not ${newer.nodeId}: the database refuses what it writes, but sinks may see it`,
      ),
    ];
  }
  if (!one) {
    const standby = processes.find((s) => activePeer(s) !== undefined);
    if (standby)
      return [
        warning(
          standby.nodeId,
          `${activePeer(standby)} is active, as this node says, but told nothing of itself`,
          'name both nodes with --node',
        ),
      ];
    // What did not answer may be the active node; that it did not answer is told already.
    if (reports.some(({kind}) => kind !== 'up') && processes.some(({active: known}) => known !== '')) return [];
    const taking = processes.find(({role}) => role === 'takingOver');
    if (taking)
      return [
        warning(taking.nodeId, 'it is taking over', 'ask again in a few seconds; a large state takes longer to load'),
      ];
    return [
      fault(
        processes.map(({nodeId}) => nodeId).join(' and '),
        'nobody is active: events are held, then refused',
        'see the troubles of the nodes below and the state of the database; a node takes over when it reaches the database, and one that may lack entries only after cluster.config.timings.isolation',
      ),
    ];
  }
  return one.inSync ? lagging(one) : [notInSync(one)];
}

function notInSync({nodeId, peer}: NodeStatus): Finding {
  if (!peer?.linkUp)
    return fault(
      nodeId,
      'it is active alone: no passive node is linked to it',
      'start the other node; if it runs, the event link between them (port 9893) or cluster.config.secret is at fault, and both logs say which',
    );
  return fault(
    nodeId,
    `the passive node ${peer.nodeId} is linked, but not in sync: a failure now costs a load from the database`,
    'ask again in some seconds. If it stays, a snapshot fails: see the troubles of the active node and the state of the database',
  );
}

function lagging({nodeId, lag, peer}: NodeStatus): Finding[] {
  if (lag <= 10_000) return [];
  return [
    warning(
      nodeId,
      `the passive node ${peer?.nodeId ?? ''} is ${lag} entries behind`,
      'give the passive node more CPU, or send less: senders are slowed down once limits.queueBytes is reached',
    ),
  ];
}

function versions(statuses: readonly NodeStatus[]): Finding[] {
  const all = [...new Set(statuses.map(({version}) => version))];
  if (all.length < 2) return [];
  const each = statuses.map((s) => `${s.nodeId} ${s.version === '' ? 'of an unknown version' : s.version}`);
  return [
    warning(
      each.join(', '),
      'the nodes are of different versions',
      'finish the deployment: update the other node too. During a rolling update it is so for a while',
    ),
  ];
}

/** Beyond this a clock is not kept by anybody, ms. */
const skewLimit = 1000;

/** Leases do not depend on it: they are counted in the database's time and by monotonic clocks. */
function clocks({nodeId, clock}: NodeStatus): Finding[] {
  const ahead = clock?.aheadOfDatabase ?? 0;
  if (Math.abs(ahead) <= skewLimit) return [];
  return [
    warning(
      nodeId,
      `its clock is ${span(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} the database's`,
      'let a time service set it (chrony, NTP; on Fargate AWS does that): the times of events stand still or jump by that much when the other node takes over',
    ),
  ];
}

function ownTroubles({nodeId, troubles, sinks}: NodeStatus): Finding[] {
  const findings = troubles.map((trouble) =>
    warning(nodeId, `it says: ${trouble}`, 'it goes on by itself when that is over; its log has the time'),
  );
  if (sinks.refused > 0)
    findings.push(
      warning(
        nodeId,
        `${sinks.refused} outputs were refused for good by their receivers`,
        'the log of the node names sink, output and answer',
      ),
    );
  return findings;
}
