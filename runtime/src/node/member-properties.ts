import type {Settings} from '../config/index.ts';
import type {Place} from './own-address.ts';
import {version} from './version.ts';

/** What the row of this node among the members tells the other one. `ports`: those that are open, by what they serve. */
export function memberProperties(
  {advertisedPort, portsOffset}: Settings,
  {host, task}: Place,
  ports: Readonly<Record<string, number>>,
): Record<string, string> {
  const port = String(advertisedPort === 0 ? (ports['eventSync'] ?? 0) : advertisedPort);
  return {
    host,
    port,
    advertisedHost: host,
    advertisedPort: port,
    httpPort: String(ports['http'] ?? 0),
    storesPort: String(ports['stores'] ?? 0),
    portsOffset: String(portsOffset),
    version,
    ...(task && {taskArn: task.arn}),
  };
}
