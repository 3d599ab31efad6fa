import {RemovalPolicy} from 'aws-cdk-lib';
import {type Connections, type IConnectable, Port} from 'aws-cdk-lib/aws-ec2';
import {Cluster, ContainerInsights} from 'aws-cdk-lib/aws-ecs';
import {LogGroup, RetentionDays} from 'aws-cdk-lib/aws-logs';
import {Secret} from 'aws-cdk-lib/aws-secretsmanager';
import {Construct} from 'constructs';
import {allPorts, defaults, ports} from '@tandem/runtime/config';
import {type ClusterDatabase, Database} from './database.ts';
import {Endpoint} from './endpoint.ts';
import {Image, type NodeImage} from './image.ts';
import {APPS_DIRECTORY, stageImageSource} from './image-source.ts';
import {Network} from './network.ts';
import {Node} from './node.ts';
import {SiddhiApps} from './siddhi-apps.ts';
import {refuseContradictions, type TandemClusterProps} from './tandem-cluster-props.ts';
import {Watch} from './watch.ts';

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
    refuseContradictions(props);
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
}
