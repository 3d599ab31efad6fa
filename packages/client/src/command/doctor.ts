import type {Command} from 'commander';
import {asFailure} from '../cloud/aws-failure.ts';
import type {CloudReport} from '../cloud/cloud-report.ts';
import {otherRegions} from '../cloud/other-regions.ts';
import {readCloud} from '../cloud/read-cloud.ts';
import {readSecurityGroups} from '../cloud/read-security-groups.ts';
import {diagnoseCloud} from '../diagnosis/cloud.ts';
import {fault, type Finding, warning} from '../diagnosis/finding.ts';
import {diagnoseNodes} from '../diagnosis/nodes.ts';
import {diagnoseSecurityGroups} from '../diagnosis/security-groups.ts';
import {reportsOf, statusesOf} from '../nodes/node-report.ts';
import {findingsScreen} from '../screen/findings-screen.ts';
import {CommandFailed, exitCodes} from './exit-codes.ts';
import type {Io} from './io.ts';
import {type CloudOptions, credentialsOf, type NodeOptions, nodesOf, withCloud, withNodes} from './options.ts';

/** `tandem doctor`: 1 when it finds a fault; warnings alone are 0. */
export function addDoctor(program: Command, io: Io, done: (code: number) => void): void {
  withCloud(withNodes(program.command('doctor')))
    .description('Names what is wrong with the cluster, and what to do about it.')
    .option('--json', 'one JSON object')
    .action(async (options: NodeOptions & CloudOptions & {json?: true}) => {
      const cloudNamed = options.stack !== undefined || options.cluster !== undefined;
      const urls = nodesOf(options, io, cloudNamed ? 0 : 1);
      const [nodes, cloud] = await Promise.all([reportsOf(urls, credentialsOf(options, io)), examineCloud(options)]);
      const findings = [...diagnoseNodes(nodes), ...cloud.findings];
      const faulty = findings.some(({severity}) => severity === 'fault');
      const asked = {nodes: statusesOf(nodes).length, cloud: cloud.report !== undefined};
      io.out(
        options.json ? `${JSON.stringify({healthy: !faulty, findings}, null, 2)}\n` : findingsScreen(findings, asked),
      );
      done(faulty ? exitCodes.faulty : exitCodes.ok);
    });
}

type Told = {report: CloudReport | undefined; findings: Finding[]};

/** That AWS cannot be read is a finding beside the others. A wrong command line is not. */
async function examineCloud(options: CloudOptions): Promise<Told> {
  try {
    const report = await readCloud(options);
    if (!report) return {report, findings: []};
    return {report, findings: [...diagnoseCloud(report, Date.now()), ...(await securityGroups(report))]};
  } catch (error) {
    if (!(error instanceof CommandFailed) || error.code === exitCodes.usage) throw error;
    return {report: undefined, findings: [await elsewhere(options, error)]};
  }
}

async function securityGroups(report: CloudReport): Promise<Finding[]> {
  try {
    return diagnoseSecurityGroups(report, await readSecurityGroups(report));
  } catch (error) {
    const failure = asFailure(error);
    if (!(failure instanceof CommandFailed)) throw failure;
    return [warning('AWS', `the security groups could not be read: ${failure.message}`, failure.next)];
  }
}

/** What is not in this region may be in another one. */
async function elsewhere({stack, cluster}: CloudOptions, error: CommandFailed): Promise<Finding> {
  const missing = error.code === exitCodes.unavailable && error.message.includes('ECS cluster');
  const regions = missing ? await otherRegions(cluster === undefined ? {stack: stack ?? ''} : {cluster}) : [];
  if (regions.length === 0) return fault('AWS', error.message, error.next);
  return fault(
    'AWS',
    `${error.message}: it is in ${regions.join(' and in ')}`,
    `set the region: AWS_REGION=${regions[0]}`,
  );
}
