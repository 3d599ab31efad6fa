import type {Command} from 'commander';
import type {CloudReport} from '../cloud/cloud-report.ts';
import {readCloud} from '../cloud/read-cloud.ts';
import {diagnoseCloud} from '../diagnosis/cloud.ts';
import type {Finding} from '../diagnosis/finding.ts';
import {diagnoseNodes} from '../diagnosis/nodes.ts';
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
      const [nodes, cloud] = await Promise.all([reportsOf(urls, credentialsOf(options, io)), cloudOrFinding(options)]);
      const findings = [
        ...diagnoseNodes(nodes),
        ...('finding' in cloud ? [cloud.finding] : cloud.report ? diagnoseCloud(cloud.report, Date.now()) : []),
      ];
      const faulty = findings.some(({severity}) => severity === 'fault');
      const asked = {nodes: statusesOf(nodes).length, cloud: !('finding' in cloud) && cloud.report !== undefined};
      io.out(
        options.json ? `${JSON.stringify({healthy: !faulty, findings}, null, 2)}\n` : findingsScreen(findings, asked),
      );
      done(faulty ? exitCodes.faulty : exitCodes.ok);
    });
}

/** That AWS cannot be read is a finding beside the others. A wrong command line is not. */
async function cloudOrFinding(options: CloudOptions): Promise<{report: CloudReport | undefined} | {finding: Finding}> {
  try {
    return {report: await readCloud(options)};
  } catch (error) {
    if (!(error instanceof CommandFailed) || error.code === exitCodes.usage) throw error;
    return {finding: {severity: 'fault', about: 'AWS', what: error.message, next: error.next}};
  }
}
