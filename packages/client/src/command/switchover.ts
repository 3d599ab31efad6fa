import type {Command} from 'commander';
import {askNode, type Credentials} from '../nodes/ask-node.ts';
import {type NodeReport, reportsOf, statusesOf} from '../nodes/node-report.ts';
import {CommandFailed, exitCodes} from './exit-codes.ts';
import type {Io} from './io.ts';
import {credentialsOf, type NodeOptions, nodesOf, withNodes} from './options.ts';

/** The node takes as long as its passive needs to catch up. */
const patience = 60_000;

/** `tandem switchover`: the active node hands over to the passive one. */
export function addSwitchover(program: Command, io: Io, done: (code: number) => void): void {
  withNodes(program.command('switchover'))
    .description('Lets the active node hand over to the passive one, without losing or refusing an event.')
    .option('--json', 'one JSON object')
    .action(async (options: NodeOptions & {json?: true}) => {
      const urls = nodesOf(options, io, 1);
      const credentials = credentialsOf(options, io);
      const before = await activeOf(urls, credentials);
      const began = performance.now();
      const answer = await askNode('POST', `${before.url}/ha/switchover`, credentials, patience);
      const ms = Math.round(performance.now() - began);
      if (answer.kind === 'unreachable')
        throw new CommandFailed(
          exitCodes.unavailable,
          `${before.url} did not say how the hand-over ended: ${answer.why}`,
          'see with tandem status who is active now',
        );
      if (answer.status === 409)
        throw new CommandFailed(
          exitCodes.faulty,
          `${before.nodeId} stays active: no passive node is in sync`,
          'tandem doctor says why; a node that has just started is in sync within seconds',
        );
      if (answer.status !== 200)
        throw new CommandFailed(
          exitCodes.unavailable,
          `${before.url} answered ${answer.status}: ${JSON.stringify(answer.body)}`,
          'see with tandem status who is active now, and the log of the node',
        );
      io.out(
        options.json
          ? `${JSON.stringify({from: before.nodeId, to: before.peer, ms})}\n`
          : `${before.nodeId} handed over to ${before.peer} in ${ms} ms\n`,
      );
      done(exitCodes.ok);
    });
}

/** Where the active node is: among the nodes asked, else where one of those says. Throws `CommandFailed`. */
async function activeOf(
  urls: readonly string[],
  credentials: Credentials,
): Promise<{url: string; nodeId: string; peer: string}> {
  const reports = await reportsOf(urls, credentials);
  const here = newestActive(reports);
  if (here) return here;
  const elsewhere = statusesOf(reports).flatMap(({activeAddress}) => (activeAddress ? [activeAddress.url] : []));
  const there = newestActive(await reportsOf([...new Set(elsewhere)], credentials));
  if (there) return there;
  const denied = reports.find(({kind}) => kind === 'denied');
  if (denied)
    throw new CommandFailed(
      exitCodes.denied,
      `${denied.url} refuses the credentials`,
      'set TANDEM_AUTH_PASSWORD to the password of REST (--user for another user than admin)',
    );
  const unreachable =
    elsewhere.length > 0 ? `; the active one is at ${elsewhere.join(', ')}, which does not answer` : '';
  throw new CommandFailed(
    exitCodes.unavailable,
    `none of ${urls.join(', ')} is active${unreachable}`,
    'name both nodes with --node; tandem doctor says what is wrong with them',
  );
}

/** Of two that say so, during a hand-over, the one of the larger epoch. */
function newestActive(reports: readonly NodeReport[]): {url: string; nodeId: string; peer: string} | undefined {
  const active = reports
    .flatMap((report) => (report.kind === 'up' && report.status.role === 'active' ? [report] : []))
    .sort((a, b) => b.status.epoch - a.status.epoch)[0];
  if (!active) return undefined;
  return {url: active.url, nodeId: active.status.nodeId, peer: active.status.peer?.nodeId ?? 'the other node'};
}
