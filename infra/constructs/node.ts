import {Duration, Size} from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {type ILogGroup} from 'aws-cdk-lib/aws-logs';
import {type ISecret} from 'aws-cdk-lib/aws-secretsmanager';
import {Construct} from 'constructs';
import {
  allPorts,
  defaults,
  environmentFor,
  environmentName,
  ports,
  type SettingName,
  settingNames,
  type Settings,
} from '@tandem/runtime/config';
import {type ClusterDatabase} from './database.ts';
import {type NodeImage} from './image.ts';
import {type Network} from './network.ts';
import {mayReadPassword, mayStopTasks} from './node-rights.ts';
import {perhaps, refuse, Refused} from './refuse.ts';

/** The sizes of Fargate that suit one single-threaded process: CPU units, then MiB. */
const SIZES: Record<number, readonly number[]> = {
  256: [512, 1024, 2048],
  512: [1024, 2048, 3072, 4096],
  1024: [2048, 3072, 4096, 5120, 6144, 7168, 8192],
  2048: [4096, 5120, 6144, 7168, 8192, 9216, 10_240, 11_264, 12_288, 13_312, 14_336, 15_360, 16_384],
};

/** A secret that both nodes know: the whole value, or one field of a JSON value. */
export type NodeSecret = {readonly secret: ISecret; readonly field?: string};

export interface NodeProps {
  readonly cluster: ecs.ICluster;
  readonly network: Network;
  readonly database: ClusterDatabase;
  readonly image: NodeImage;
  readonly logs: ILogGroup;
  /** 0 or 1: which of the two zones. */
  readonly index: number;
  /** Encrypts and authenticates the event link; the same for both nodes. */
  readonly clusterSecret: ISecret;
  /** The password of REST; the same for both nodes. */
  readonly authPassword: NodeSecret;
  /**
   * The name of the node in its group, up to 100 letters, digits, dots, dashes or underscores.
   * @default - `tandem-1` or `tandem-2`
   */
  readonly nodeId?: string;
  /**
   * CPU units: 256 is a quarter of a virtual CPU.
   * @default 256
   */
  readonly cpu?: number;
  /**
   * In MiB.
   * @default 512
   */
  readonly memory?: number;
  /**
   * Ports that apps listen on, beside the ten that every node has.
   * @default []
   */
  readonly morePorts?: readonly number[];
  /**
   * Whether ECS Exec may enter the container; its agent needs a writable root file system.
   * @default false
   */
  readonly exec?: boolean;
  /**
   * Settings of the node beside those that the stack gives, by name of the configuration table.
   * @default {}
   */
  readonly settings?: Partial<Settings>;
}

/** The settings that the stack knows better than its user. */
const OURS: readonly SettingName[] = [
  'nodeId',
  'databaseKind',
  'databaseHost',
  'databasePort',
  'databaseUser',
  'databaseTls',
  'clusterDatabase',
  'httpPort',
  'eventSyncPort',
  'portsOffset',
  'metricsEmf',
  'fencing',
  'databaseSecretArn',
  'databasePasswordFile',
];

/**
 * One node: a service that keeps exactly one task of one identity running, in one zone.
 *
 * Always holds: never two tasks of the same identity on purpose, so a deployment stops the old one first; the other node
 * takes over meanwhile.
 */
export class Node extends Construct {
  readonly nodeId: string;
  readonly taskDefinition: ecs.FargateTaskDefinition;
  readonly container: ecs.ContainerDefinition;
  readonly service: ecs.FargateService;
  /** As the node has them, but for what only CloudFormation knows. */
  readonly settings: Settings;

  constructor(scope: Construct, id: string, props: NodeProps) {
    super(scope, id);
    this.nodeId = props.nodeId ?? `tandem-${props.index + 1}`;
    const cpu = props.cpu ?? 256;
    const memory = props.memory ?? 512;
    const morePorts = props.morePorts ?? [];
    const exec = props.exec ?? false;
    this.#validateNodeId();
    this.#validateCpu(cpu);
    this.#validateMemory(cpu, memory);
    this.#validateMorePorts(morePorts);
    this.#validateSettings(props.settings ?? {});
    this.settings = {...defaults(), ...props.settings, nodeId: this.nodeId};

    this.taskDefinition = new ecs.FargateTaskDefinition(this, 'Task', {
      cpu,
      memoryLimitMiB: memory,
      runtimePlatform: {
        cpuArchitecture: props.image.architecture === 'arm64' ? ecs.CpuArchitecture.ARM64 : ecs.CpuArchitecture.X86_64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
    });
    this.container = this.taskDefinition.addContainer('Container', {
      containerName: this.nodeId,
      image: props.image.container,
      // The image's own is made for a part of a CPU: nothing beside the one thread. With two there is room for the collector's.
      ...(cpu >= 2048 && {entryPoint: ['node', '--no-allocation-site-pretenuring', 'main.mjs']}),
      environment: this.#environment(props),
      secrets: {
        [environmentName('databasePassword')]: ecs.Secret.fromSecretsManager(props.database.secret, 'password'),
        [environmentName('clusterSecret')]: ecs.Secret.fromSecretsManager(props.clusterSecret),
        [environmentName('authPassword')]: ecs.Secret.fromSecretsManager(
          props.authPassword.secret,
          props.authPassword.field,
        ),
      },
      portMappings: [...allPorts, ...morePorts].map((containerPort) => ({containerPort, protocol: ecs.Protocol.TCP})),
      logging: ecs.LogDrivers.awsLogs({
        logGroup: props.logs,
        streamPrefix: 'node',
        // A node never waits for its log: a full buffer drops lines instead.
        mode: ecs.AwsLogDriverMode.NON_BLOCKING,
        maxBufferSize: Size.mebibytes(4),
      }),
      healthCheck: {
        command: ['CMD', ...HEALTH_COMMAND],
        interval: Duration.seconds(30),
        timeout: Duration.seconds(10),
        retries: 3,
        startPeriod: Duration.minutes(5),
      },
      readonlyRootFilesystem: !exec,
      // Room for the switchover that a stop signal starts.
      stopTimeout: Duration.seconds(60),
      ulimits: [{name: ecs.UlimitName.NOFILE, softLimit: 65_535, hardLimit: 65_535}],
    });

    mayStopTasks(this.taskDefinition, props.cluster);
    mayReadPassword(this.taskDefinition, props.database.secret);

    this.service = new ecs.FargateService(this, 'Service', {
      cluster: props.cluster,
      taskDefinition: this.taskDefinition,
      desiredCount: 1,
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      // Moving a task to another zone starts the new one before it stops the old one.
      availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.DISABLED,
      circuitBreaker: {enable: true, rollback: true},
      vpcSubnets: props.network.nodeSubnets(props.index),
      securityGroups: [props.network.nodesGroup],
      assignPublicIp: props.network.mode === 'public',
      enableExecuteCommand: exec,
      healthCheckGracePeriod: Duration.minutes(2),
      enableECSManagedTags: true,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
    });
    // A first task that cannot pull or log in counts towards the circuit breaker.
    this.service.node.addDependency(
      this.taskDefinition.obtainExecutionRole(),
      this.taskDefinition.taskRole,
      ...props.network.ready,
    );
  }

  #environment({database, settings}: NodeProps): Record<string, string> {
    return {
      ...environmentFor({
        ...settings,
        nodeId: this.nodeId,
        databaseKind: 'mysql',
        databaseUser: database.userName,
        databaseTls: 'rds',
        clusterDatabase: database.databaseName,
        metricsEmf: true,
        fencing: 'ecs',
      }),
      // Known only to CloudFormation, so past the table's validation.
      [environmentName('databaseHost')]: database.host,
      [environmentName('databasePort')]: database.port,
      [environmentName('databaseSecretArn')]: database.secret.secretArn,
    };
  }

  #validateNodeId(): void {
    if (!/^[\w-]{1,100}$/.test(this.nodeId))
      refuse('nodeId', this.nodeId, 'up to 100 letters, digits, dashes or underscores');
  }

  #validateCpu(cpu: number): void {
    if (!(cpu in SIZES)) refuse('cpu', cpu, Object.keys(SIZES).join(', '));
  }

  #validateMemory(cpu: number, memory: number): void {
    const sizes = SIZES[cpu] ?? [];
    if (!sizes.includes(memory)) refuse('memory', memory, `${sizes.join(', ')} with cpu ${cpu}`);
  }

  #validateMorePorts(morePorts: readonly number[]): void {
    for (const port of morePorts)
      if (!Number.isInteger(port) || port < 1024 || port > 65_535 || allPorts.includes(port))
        refuse('morePorts', port, '1024 to 65535, beside the ten of every node');
    if (new Set(morePorts).size < morePorts.length) refuse('morePorts', morePorts, 'each port once');
  }

  #validateSettings(settings: Partial<Settings>): void {
    for (const name of Object.keys(settings))
      if (!settingNames.some((known) => known === name))
        throw new Refused(`settings.${name} is no setting of a node${perhaps(name, settingNames)}`);
    for (const name of OURS)
      if (settings[name] !== undefined) refuse(`settings.${name}`, settings[name], 'nothing: the stack gives it');
  }
}

/** Answers 200 while the node is alive, in whatever role. */
export const HEALTH_PATH = '/health';

/**
 * Liveness only: a node that waits for its database is alive, and replacing it would not help. Not by `fetch`, which takes twice
 * the CPU time to load: the node stands still for it where a quarter of one is all there is.
 */
const HEALTH_COMMAND = [
  'node',
  '-e',
  `require('http').get('http://127.0.0.1:${ports.http}${HEALTH_PATH}', (r) => process.exit(r.statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))`,
];
