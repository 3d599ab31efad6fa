import type {Command} from 'commander';
import {readCloud} from '../cloud/read-cloud.ts';
import {reportsOf, statusesOf} from '../nodes/node-report.ts';
import {activePeer} from '../nodes/node-status.ts';
import {statusScreen} from '../screen/status-screen.ts';
import {CommandFailed, exitCodes} from './exit-codes.ts';
import type {Io} from './io.ts';
import {type CloudOptions, credentialsOf, type NodeOptions, nodesOf, withCloud, withNodes} from './options.ts';

/** `tandem status`: 0 when exactly one node is active, or when only AWS was asked. */
export function addStatus(program: Command, io: Io, done: (code: number) => void): void {
  withCloud(withNodes(program.command('status')))
    .description('Nodes, ECS services and tasks, and the database, on one screen.')
    .option('--json', 'one JSON object')
    .action(async (options: NodeOptions & CloudOptions & {json?: true}) => {
      const cloudNamed = options.stack !== undefined || options.cluster !== undefined;
      const urls = nodesOf(options, io, cloudNamed ? 0 : 1);
      const [nodes, cloud] = await Promise.all([reportsOf(urls, credentialsOf(options, io)), readCloud(options)]);
      io.out(options.json ? `${JSON.stringify({nodes, cloud}, null, 2)}\n` : statusScreen(nodes, cloud, Date.now()));
      const statuses = statusesOf(nodes);
      if (nodes.length === 0) return done(exitCodes.ok);
      if (statuses.length === 0) {
        const [first] = nodes;
        const denied = first?.kind === 'denied';
        throw new CommandFailed(
          denied ? exitCodes.denied : exitCodes.unavailable,
          denied ? `${first.url} refuses the credentials` : 'no node told its status',
          'tandem doctor, with the same options, says what to do',
        );
      }
      const active = statuses.filter(({role}) => role === 'active').length;
      const one = active === 1 || (active === 0 && statuses.some((s) => activePeer(s) !== undefined));
      done(one ? exitCodes.ok : exitCodes.faulty);
    });
}
