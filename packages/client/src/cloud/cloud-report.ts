/** What AWS knows of the cluster. Times in ms since 1970. */
export type CloudReport = {
  /** undefined: the cluster is of no stack, or CloudFormation may not be asked. */
  stack: StackReport | undefined;
  cluster: {name: string; status: string};
  services: ServiceReport[];
  /** undefined: no instance was named, and none carries the tag of the cluster's stack. */
  database: DatabaseReport | undefined;
};

export type StackReport = {
  name: string;
  /** CREATE_COMPLETE, UPDATE_ROLLBACK_COMPLETE, ... */
  status: string;
  reason: string | undefined;
  /** EndpointAddress, Ports, AdminPasswordArn, ... */
  outputs: Record<string, string>;
};

export type ServiceReport = {
  name: string;
  status: string;
  desired: number;
  running: number;
  pending: number;
  /** COMPLETED, IN_PROGRESS or FAILED, and why. */
  rollout: {state: string; reason: string} | undefined;
  /** The newest message of ECS about the service. */
  lastEvent: string | undefined;
  securityGroups: string[];
  tasks: TaskReport[];
};

export type TaskReport = {
  id: string;
  /** As the container is called: the node's id. */
  node: string;
  image: string;
  /** RUNNING, PENDING, STOPPED, ... */
  status: string;
  /** HEALTHY, UNHEALTHY or UNKNOWN. */
  health: string;
  /** Private, within the VPC. */
  address: string | undefined;
  startedAt: number | undefined;
  stopped: {at: number | undefined; code: string; reason: string; exitCode: number | undefined} | undefined;
};

export type DatabaseReport = {
  id: string;
  /** `available`, `storage-full`, ... */
  status: string;
  class: string;
  engine: string;
  storageGib: number;
  multiAz: boolean;
  endpoint: string | undefined;
  securityGroups: string[];
  maintenance: {action: string; description: string; forcedAt: number | undefined}[];
  /** Changes that wait for the maintenance window, by name. */
  pendingChanges: string[];
};
