import {get} from 'node:http';

/** What ECS tells a container about the task that it runs in. */
export type TaskMetadata = {
  /** IPv4 address of the container; undefined when the answer has none. */
  address: string | undefined;
  taskArn: string;
  /** Name or ARN of the cluster. */
  cluster: string;
};

/** ECS sets this variable in every container: the base of version 4 of the metadata endpoint. */
export const metadataVariable = 'ECS_CONTAINER_METADATA_URI_V4';

/** Between two attempts, ms. */
const pause = 100;

type Container = {Networks?: {IPv4Addresses?: string[]}[]};
type Task = {TaskARN?: string; Cluster?: string};

/** Asks the endpoint at `base`. Rejects when it does not answer as documented after `attempts` of `timeoutMs` each. */
export async function readTaskMetadata(base: string, timeoutMs = 1000, attempts = 3): Promise<TaskMetadata> {
  for (let attempt = 1; ; attempt++) {
    try {
      const [container, task] = await Promise.all([
        answer<Container>(base, timeoutMs),
        answer<Task>(`${base}/task`, timeoutMs),
      ]);
      if (typeof task.TaskARN !== 'string' || typeof task.Cluster !== 'string')
        throw new Error(`${base}/task names no task`);
      const addresses = (container.Networks ?? []).flatMap((network) => network.IPv4Addresses ?? []);
      return {address: addresses[0], taskArn: task.TaskARN, cluster: task.Cluster};
    } catch (error) {
      if (attempt >= attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Not by `fetch`: to load it takes a start in a quarter of a CPU 0.3 s. */
async function answer<T>(url: string, timeoutMs: number): Promise<T> {
  const {promise, resolve, reject} = Promise.withResolvers<string>();
  const asked = get(url, {signal: AbortSignal.timeout(timeoutMs)}, (response) => {
    if (response.statusCode !== 200) {
      response.resume();
      return reject(new Error(`${url} answered ${response.statusCode}`));
    }
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part));
    response.on('error', reject);
    return response.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
  });
  asked.on('error', reject);
  return JSON.parse(await promise) as T;
}
