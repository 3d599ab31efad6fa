import type {CloudReport, DatabaseReport, ServiceReport, StackReport, TaskReport} from '../cloud/cloud-report.ts';
import {ago} from '../screen/words.ts';
import {fault, type Finding, warning} from './finding.ts';
import {nodeExitMeaning} from './node-exits.ts';
import {stopReason} from './stop-reasons.ts';

/** What is wrong on AWS, the database first: most else follows from it. `now`: ms since 1970. */
export function diagnoseCloud({stack, cluster, services, database}: CloudReport, now: number): Finding[] {
  return [
    ...(stack ? ofStack(stack) : []),
    ...(database
      ? ofDatabase(database)
      : [warning(cluster.name, 'no database of the stack was found', 'name it: --database ID')]),
    ...(cluster.status === 'ACTIVE'
      ? []
      : [fault(cluster.name, `the cluster is ${cluster.status}`, 'deploy the stack again')]),
    ...(services.length === 0 ? [fault(cluster.name, 'it has no services', 'deploy the stack: cdk deploy')] : []),
    ...services.flatMap((service) => ofService(service, now)),
    ...images(services),
  ];
}

function ofStack({name, status, reason}: StackReport): Finding[] {
  const why = reason === undefined || reason === '' ? '' : `: ${reason}`;
  if (status.endsWith('IN_PROGRESS'))
    return [
      warning(name, `the stack is being changed: ${status}`, 'wait until it is done; the pair goes on meanwhile'),
    ];
  if (/ROLLBACK|FAILED/.test(status))
    return [
      fault(
        name,
        `its last deployment did not work: ${status}${why}`,
        'the events of the stack in the CloudFormation console name the resource; then deploy again',
      ),
    ];
  return [];
}

function ofDatabase({id, status, storageGib, maintenance, pendingChanges}: DatabaseReport): Finding[] {
  const findings: Finding[] = [];
  if (status === 'storage-full')
    findings.push(
      fault(
        id,
        `its storage of ${storageGib} GiB is full: nothing is saved any more`,
        'give it more storage (aws rds modify-db-instance --allocated-storage N --apply-immediately); autoscaling has reached its limit',
      ),
    );
  else if (status === 'stopped' || status === 'stopping')
    findings.push(fault(id, `it is ${status}`, `start it: aws rds start-db-instance --db-instance-identifier ${id}`));
  else if (/^(incompatible|failed|inaccessible)/.test(status))
    findings.push(fault(id, `it is in the state ${status}`, 'the events of the instance in the RDS console say why'));
  else if (!['available', 'storage-optimization', 'storage-config-upgrade'].includes(status))
    findings.push(
      warning(
        id,
        `it is ${status}`,
        'wait until it is available; meanwhile the pair goes on over its link, up to cluster.config.timings.isolation without the database',
      ),
    );
  for (const {action, description, forcedAt} of maintenance)
    findings.push(
      warning(
        id,
        `maintenance is pending: ${action}, ${description}${forcedAt === undefined ? '' : `, applied at ${new Date(forcedAt).toISOString()}`}`,
        'the pair survives a restart of the database; apply it at a quiet time',
      ),
    );
  if (pendingChanges.length > 0)
    findings.push(
      warning(
        id,
        `changes wait for the maintenance window: ${pendingChanges.join(', ')}`,
        'apply them at a quiet time',
      ),
    );
  return findings;
}

function ofService(service: ServiceReport, now: number): Finding[] {
  const findings: Finding[] = [];
  const [latest] = service.tasks.filter(({stopped}) => stopped);
  const short = service.running < service.desired;
  if (service.desired === 0)
    findings.push(
      fault(service.name, 'no task is wanted', 'set its desired count to 1: aws ecs update-service --desired-count 1'),
    );
  if (short && latest) findings.push(ofStopped(latest, now));
  else if (short)
    findings.push(
      service.pending > 0
        ? warning(service.name, 'its task is being started', 'ask again in a minute')
        : fault(
            service.name,
            `${service.running} of ${service.desired} tasks run${service.lastEvent === undefined ? '' : `; ECS says: ${service.lastEvent}`}`,
            'see the events of the service in the ECS console',
          ),
    );
  if (service.rollout?.state === 'FAILED')
    findings.push(
      fault(
        service.name,
        `its last deployment failed: ${service.rollout.reason}`,
        latest ? 'the reason of the stopped task says why; then deploy again' : 'see its log, then deploy again',
      ),
    );
  for (const task of service.tasks)
    if (!task.stopped && task.health === 'UNHEALTHY')
      findings.push(
        fault(task.node, 'its task is unhealthy: /health does not answer', 'see its log; ECS replaces it by itself'),
      );
  return findings;
}

/** Why a task stopped, and what to do: what ECS knows first, then the code of the process. */
function ofStopped(task: TaskReport, now: number): Finding {
  const {at, code, reason, exitCode} = task.stopped ?? {at: undefined, code: '', reason: '', exitCode: undefined};
  const what = (why: string): string => `its task ${task.id} stopped ${ago(at, now)}: ${why}`;
  const known = stopReason(reason, code);
  if (known) return fault(task.node, what(`${known.what}; image ${task.image}`), known.next);
  const meaning = nodeExitMeaning(exitCode);
  if (meaning) return fault(task.node, what(`${meaning.what} (exit code ${exitCode}; ${reason})`), meaning.next);
  const ended = exitCode === undefined ? '' : ` (exit code ${exitCode})`;
  return fault(
    task.node,
    what(`${reason === '' ? 'no reason was given' : reason}${ended}`),
    `see the last lines of its log: tandem logs --node ${task.node}`,
  );
}

/** In a deployment it is so for a while. */
function images(services: readonly ServiceReport[]): Finding[] {
  const running = services.flatMap(({tasks}) => tasks.filter(({stopped, image}) => !stopped && image !== ''));
  const different = new Set(running.map(({image}) => image));
  if (different.size < 2) return [];
  return [
    warning(
      running.map(({node, image}) => `${node} ${image.split(':').at(-1)}`).join(', '),
      'the nodes run different images',
      'finish the deployment: cdk deploy. While one runs it is so',
    ),
  ];
}
