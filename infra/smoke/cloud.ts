/** What the smoke test asks of AWS. */
export type Cloud = {
  identity(): Promise<{readonly account: string; readonly arn: string; readonly region: string}>;
  /** The status of a stack; undefined when there is none. */
  stackStatus(stack: string): Promise<string | undefined>;
  outputs(stack: string): Promise<Readonly<Record<string, string>>>;
  secret(arn: string): Promise<string>;
  /** Ids of the running tasks by the name of their container, which is the node's. */
  runningTasks(cluster: string): Promise<ReadonlyMap<string, string>>;
  stopTask(cluster: string, task: string, reason: string): Promise<void>;
  /** ARNs of all resources of the account and region that carry a tag. */
  tagged(key: string, value: string): Promise<readonly string[]>;
};

/** `npx cdk` with arguments, its output shown. Resolves with the exit code. */
export type RunCdk = (args: readonly string[]) => Promise<number>;
