import {networkInterfaces} from 'node:os';
import type {Log} from '@tandem/cluster';
import {metadataVariable, readTaskMetadata} from '../aws/task-metadata.ts';

type Interfaces = ReturnType<typeof networkInterfaces>;

/** Where a node is reached, and the ECS task that it runs in, if any. */
export type Place = {host: string; task: {arn: string; cluster: string} | undefined};

/**
 * The address under which other machines reach this one: the first IPv4
 * address that is neither internal nor link-local. A Fargate task has a
 * link-local one (169.254.x.x, for its metadata) before its own.
 */
export function ownAddress(interfaces: Interfaces = networkInterfaces()): string {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const found = all.find((a) => a.family === 'IPv4' && !a.internal && !a.address.startsWith('169.254.'));
  return found?.address ?? '127.0.0.1';
}

/**
 * The address that was configured, else the one that ECS tells, else that of
 * the first network interface. Never rejects: ECS not answering is a warning.
 */
export async function ownPlace(
  advertised: string,
  environment: Readonly<Record<string, string | undefined>>,
  log: Log,
): Promise<Place> {
  const base = environment[metadataVariable];
  if (base === undefined || base === '') return {host: advertised || ownAddress(), task: undefined};
  try {
    const {address, taskArn, cluster} = await readTaskMetadata(base);
    if (address === undefined && advertised === '')
      log.warn(`ECS tells no address of this task; taking that of the network interface, ${ownAddress()}`);
    return {host: advertised || (address ?? ownAddress()), task: {arn: taskArn, cluster}};
  } catch (error) {
    const host = advertised || ownAddress();
    log.warn(
      `ECS does not tell about this task (${metadataVariable}): ${error instanceof Error ? error.message : String(error)}; ` +
        `this node goes by ${host}, and no other node can ask ECS to stop it`,
    );
    return {host, task: undefined};
  }
}
