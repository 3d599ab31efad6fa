import {RemovalPolicy} from 'aws-cdk-lib';
import {type Connections, type IConnectable, type IVpc, Port} from 'aws-cdk-lib/aws-ec2';
import {Cluster, ContainerInsights} from 'aws-cdk-lib/aws-ecs';
import {LogGroup, RetentionDays} from 'aws-cdk-lib/aws-logs';
import {Secret} from 'aws-cdk-lib/aws-secretsmanager';
import {type ITopic} from 'aws-cdk-lib/aws-sns';
import {Construct} from 'constructs';
import {allPorts, defaults, ports, type Settings} from '@tandem/runtime/config';
import {type Cidrs} from './cidr.ts';
import {type ClusterDatabase, Database} from './database.ts';
import {Endpoint} from './endpoint.ts';
import {type Architecture, Image, type ImageBuilder, type NodeImage} from './image.ts';
import {APPS_DIRECTORY, stageImageSource} from './image-source.ts';
import {Network, type NetworkMode} from './network.ts';
import {Node} from './node.ts';
import {refuse} from './refuse.ts';
import {SiddhiApps} from './siddhi-apps.ts';
import {Watch} from './watch.ts';

export interface TandemClusterProps {
  /**
   * The VPC to stand in: two zones at least, public subnets for the load balancer, and subnets for the nodes as `network` says.
   * @default - one of its own
   */
  readonly vpc?: IVpc;
  /**
   * The IPv4 block of the VPC that is made, a prefix of 16 to 20.
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;
  /**
   * Where the nodes stand.
   * @default 'public'
   */
  readonly network?: NetworkMode;
  /**
   * A database that is there already; see `Database.fromExisting`.
   * @default - MySQL on RDS, of its own
   */
  readonly database?: ClusterDatabase;
  /**
   * Class and size of the database that is made.
   * @default 't4g.micro'
   */
  readonly databaseInstance?: string;
  /**
   * Whether the database that is made has a standby in the other zone.
   * @default false
   */
  readonly multiAz?: boolean;
  /**
   * The Siddhi apps: a folder of `*.siddhi` files, or what `SiddhiApps.fromFolder` made of one. The ports that they name are opened.
   * @default - none; apps are deployed by REST
   */
  readonly apps?: string | SiddhiApps;
  /**
   * An image that is there already; see `Image.fromExisting`. Apps are built into an image, so it goes with no `apps`.
   * @default - built from the sources
   */
  readonly image?: NodeImage;
  /**
   * The build context of the image.
   * @default - staged from the sources, with the apps
   */
  readonly imageDirectory?: string;
  /**
   * Who builds the image.
   * @default 'codebuild'
   */
  readonly builder?: ImageBuilder;
  /** @default 'arm64' */
  readonly architecture?: Architecture;
  /**
   * CPU units of a node: 256 is a quarter of a virtual CPU.
   * @default 256
   */
  readonly cpu?: number;
  /**
   * Memory of a node, in MiB.
   * @default 512
   */
  readonly memory?: number;
  /**
   * Settings of the nodes, by name of the configuration table.
   * @default {}
   */
  readonly nodeSettings?: Partial<Settings>;
  /**
   * Ports for events beside those that the apps name.
   * @default - none; 8006 if the apps name none either
   */
  readonly ingestPorts?: readonly number[];
  /**
   * Who may send events.
   * @default '0.0.0.0/0'
   */
  readonly ingressCidr?: Cidrs;
  /**
   * Who may reach REST (9090) and the on-demand queries (7070) from outside the VPC. It may not be everybody.
   * @default - nobody
   */
  readonly adminCidr?: Cidrs;
  /**
   * A certificate of ACM: the load balancer speaks TLS.
   * @default - plain TCP
   */
  readonly certificateArn?: string;
  /**
   * Whether database and load balancer refuse deletion; backups, images and a last snapshot are then kept.
   * @default false
   */
  readonly deletionProtection?: boolean;
  /**
   * ECS's own metrics of each task. Their log group outlives the stack.
   * @default false
   */
  readonly containerInsights?: boolean;
  /**
   * Whether ECS Exec may enter the nodes, whose root file system is then writable.
   * @default false
   */
  readonly exec?: boolean;
  /**
   * Hears of the alarms.
   * @default - nobody
   */
  readonly alarmTopic?: ITopic;
}

/**
 * A whole cluster: two nodes, their database, the address in front of them, and what watches them.
 *
 * Always holds: one task of each node at most, one zone each; a deployment replaces the second node only once the first
 * is back; nobody but the load balancer and each other reaches the nodes, and nobody but the nodes the database.
 */
export class TandemCluster extends Construct implements IConnectable {
  readonly network: Network;
  readonly database: ClusterDatabase;
  readonly image: NodeImage;
  readonly ecsCluster: Cluster;
  readonly nodes: readonly [Node, Node];
  /** The address for senders. */
  readonly endpoint: Endpoint;
  readonly watch: Watch;
  /** What both nodes write. */
  readonly logs: LogGroup;
  /** The password of REST, user `admin`. */
  readonly adminPassword: Secret;
  /** The apps that are deployed with the cluster. */
  readonly apps: SiddhiApps | undefined;

  constructor(scope: Construct, id: string, props: TandemClusterProps = {}) {
    super(scope, id);
    this.#validateGivenDatabase(props);
    this.#validateGivenImage(props);
    this.#validateNodeSettings(props);
    this.apps = typeof props.apps === 'string' ? SiddhiApps.fromFolder(props.apps) : props.apps;
    const ingestPorts = this.#ingestPorts(props.ingestPorts ?? []);
    const groupId = props.nodeSettings?.groupId ?? defaults().groupId;

    this.logs = this.#logs('NodeLogs', RetentionDays.ONE_MONTH);
    this.network = new Network(this, 'Network', {
      mode: props.network,
      cidr: props.cidr,
      exec: props.exec,
      ...(props.vpc ? {vpc: props.vpc} : {flowLogs: this.#logs('FlowLogs', RetentionDays.ONE_WEEK)}),
    });
    this.database = props.database ?? this.#ownDatabase(props);
    // A database of somebody else's lets the nodes in by its own group.
    props.database?.instance.connections.allowFrom(this.network.nodesGroup, Port.tcp(3306), 'MySQL from the nodes');
    this.image = props.image ?? this.#ownImage(props);
    this.ecsCluster = new Cluster(this, 'Cluster', {
      vpc: this.network.vpc,
      containerInsightsV2: props.containerInsights ? ContainerInsights.ENHANCED : ContainerInsights.DISABLED,
    });

    const clusterSecret = this.#password('ClusterSecret', 'Encrypts the link between the nodes');
    this.adminPassword = this.#password('AdminPassword', `Password of the user ${defaults().authUser} of REST`);
    const node = (index: number): Node =>
      new Node(this, `Node${index + 1}`, {
        cluster: this.ecsCluster,
        network: this.network,
        database: this.database,
        image: this.image,
        logs: this.logs,
        index,
        clusterSecret,
        authPassword: {secret: this.adminPassword},
        cpu: props.cpu,
        memory: props.memory,
        exec: props.exec,
        morePorts: ingestPorts.filter((port) => !allPorts.includes(port)),
        settings: {...props.nodeSettings, ...(this.apps && {appsDirectory: APPS_DIRECTORY})},
      });
    this.nodes = [node(0), node(1)];
    this.endpoint = new Endpoint(this, 'Endpoint', {
      network: this.network,
      nodes: this.nodes,
      ingestPorts,
      ingressCidr: props.ingressCidr,
      adminCidr: props.adminCidr,
      certificateArn: props.certificateArn,
      deletionProtection: props.deletionProtection,
    });
    this.#joinNodes();
    this.watch = new Watch(this, 'Watch', {
      nodes: this.nodes,
      groupId,
      database: this.database,
      ...(props.alarmTopic && {topic: props.alarmTopic}),
    });
  }

  /** Of the nodes, for what their sinks reach inside the VPC. */
  get connections(): Connections {
    return this.network.nodesGroup.connections;
  }

  /** The nodes talk to each other; and a deployment replaces one after the other, so that one of them is always up. */
  #joinNodes(): void {
    const [first, second] = this.nodes;
    second.service.node.addDependency(first.service);
    this.network.openBetweenNodes(ports.eventSync, 'Event link');
  }

  /** What the apps name and what is asked for beside, each once. */
  #ingestPorts(asked: readonly number[]): readonly number[] {
    const named = this.apps?.ports ?? [];
    const all = [...named, ...asked.filter((port) => !named.includes(port))].sort((a, b) => a - b);
    return all.length > 0 ? all : [ports.httpSource];
  }

  #ownDatabase(props: TandemClusterProps): Database {
    return new Database(this, 'Database', {
      vpc: this.network.vpc,
      subnets: this.network.databaseSubnets,
      securityGroup: this.network.databaseGroup,
      databaseName: defaults().clusterDatabase,
      instanceType: props.databaseInstance,
      multiAz: props.multiAz,
      deletionProtection: props.deletionProtection,
    });
  }

  #ownImage(props: TandemClusterProps): Image {
    return new Image(this, 'Image', {
      directory: props.imageDirectory ?? stageImageSource(this.apps),
      logs: this.#logs('BuildLogs', RetentionDays.ONE_WEEK),
      builder: props.builder,
      architecture: props.architecture,
      retain: props.deletionProtection,
    });
  }

  #logs(id: string, retention: RetentionDays): LogGroup {
    return new LogGroup(this, id, {retention, removalPolicy: RemovalPolicy.DESTROY});
  }

  #password(id: string, description: string): Secret {
    return new Secret(this, id, {
      description,
      generateSecretString: {passwordLength: 40, excludePunctuation: true},
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  #validateGivenDatabase(props: TandemClusterProps): void {
    if (!props.database) return;
    for (const key of ['databaseInstance', 'multiAz'] as const)
      if (props[key] !== undefined) refuse(key, props[key], 'nothing beside a database that is there already');
  }

  #validateGivenImage(props: TandemClusterProps): void {
    if (!props.image) return;
    for (const key of ['apps', 'imageDirectory', 'builder', 'architecture'] as const)
      if (props[key] !== undefined) refuse(key, props[key], 'nothing beside an image that is there already');
  }

  #validateNodeSettings({nodeSettings, apps}: TandemClusterProps): void {
    if (nodeSettings?.appsDirectory !== undefined && apps !== undefined)
      refuse('nodeSettings.appsDirectory', nodeSettings.appsDirectory, 'nothing beside apps');
  }
}
