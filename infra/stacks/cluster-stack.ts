import {CfnOutput, RemovalPolicy, Stack, type StackProps} from 'aws-cdk-lib';
import {Cluster, ContainerInsights} from 'aws-cdk-lib/aws-ecs';
import {LogGroup, RetentionDays} from 'aws-cdk-lib/aws-logs';
import {Secret} from 'aws-cdk-lib/aws-secretsmanager';
import {Topic} from 'aws-cdk-lib/aws-sns';
import {type Construct} from 'constructs';
import {allPorts, defaults} from '@tandem/runtime/config';
import {Database} from '../constructs/database.ts';
import {Endpoint} from '../constructs/endpoint.ts';
import {Image} from '../constructs/image.ts';
import {APPS_DIRECTORY, stageImageSource} from '../constructs/image-source.ts';
import {Network} from '../constructs/network.ts';
import {Node} from '../constructs/node.ts';
import {Watch} from '../constructs/watch.ts';
import {type ClusterSettings} from './settings.ts';

export interface ClusterStackProps extends StackProps {
  readonly settings: ClusterSettings;
  /**
   * The build context of the image.
   * @default - staged from the sources of the runtime
   */
  readonly imageDirectory?: string;
}

/** The whole cluster: two nodes, their database, the address in front of them, and what watches them. */
export class ClusterStack extends Stack {
  readonly nodes: readonly Node[];
  readonly database: Database;
  readonly endpoint: Endpoint;

  constructor(scope: Construct, id: string, props: ClusterStackProps) {
    super(scope, id, {
      description: 'Tandem: an active and a passive stream processor beside a MySQL database',
      ...props,
    });
    const {settings} = props;
    const {groupId} = defaults();

    const nodeLogs = this.#logs('NodeLogs', RetentionDays.ONE_MONTH);
    const network = new Network(this, 'Network', {
      mode: settings.network,
      exec: settings.exec,
      flowLogs: this.#logs('FlowLogs', RetentionDays.ONE_WEEK),
    });
    this.database = new Database(this, 'Database', {
      vpc: network.vpc,
      subnets: network.databaseSubnets,
      securityGroup: network.databaseGroup,
      databaseName: defaults().clusterDatabase,
      instanceType: settings.databaseInstance,
      multiAz: settings.multiAz,
      deletionProtection: settings.deletionProtection,
    });
    const image = new Image(this, 'Image', {
      directory: props.imageDirectory ?? stageImageSource(settings.apps),
      logs: this.#logs('BuildLogs', RetentionDays.ONE_WEEK),
      builder: settings.image,
      architecture: settings.arch,
      retain: settings.deletionProtection,
    });
    const cluster = new Cluster(this, 'Cluster', {
      vpc: network.vpc,
      containerInsightsV2: settings.containerInsights ? ContainerInsights.ENHANCED : ContainerInsights.DISABLED,
    });

    const clusterSecret = this.#password('ClusterSecret', 'Encrypts the link between the nodes');
    const authPassword = this.#password('AdminPassword', `Password of the user ${defaults().authUser} of REST`);
    this.nodes = [0, 1].map(
      (index) =>
        new Node(this, `Node${index + 1}`, {
          cluster,
          network,
          database: this.database,
          image,
          logs: nodeLogs,
          index,
          clusterSecret,
          authPassword: {secret: authPassword},
          cpu: settings.cpu,
          memory: settings.memory,
          exec: settings.exec,
          morePorts: settings.ingestPorts.filter((port) => !allPorts.includes(port)),
          settings: settings.apps === undefined ? {} : {appsDirectory: APPS_DIRECTORY},
        }),
    );
    this.endpoint = new Endpoint(this, 'Endpoint', {
      network,
      nodes: this.nodes,
      ingestPorts: settings.ingestPorts,
      ingressCidr: settings.ingressCidr,
      adminCidr: settings.adminCidr,
      certificateArn: settings.certificateArn,
      deletionProtection: settings.deletionProtection,
    });
    this.#joinNodes(network);
    new Watch(this, 'Watch', {
      nodes: this.nodes,
      groupId,
      database: this.database,
      ...(settings.alarmTopicArn === undefined
        ? {}
        : {topic: Topic.fromTopicArn(this, 'AlarmTopic', settings.alarmTopicArn)}),
    });
    this.#outputs({
      EndpointAddress: this.endpoint.host,
      Ports: this.endpoint.listening.map(({port, tls}) => (tls ? `${port}/tls` : `${port}`)).join(' '),
      RepositoryUri: image.repositoryUri,
      DatabaseEndpoint: `${this.database.host}:${this.database.port}`,
      LogGroupName: nodeLogs.logGroupName,
      ClusterName: cluster.clusterName,
      AdminPasswordArn: authPassword.secretArn,
    });
  }

  /** The nodes talk to each other; and a deployment replaces one after the other, so that one of them is always up. */
  #joinNodes(network: Network): void {
    const [first, second] = this.nodes;
    if (first && second) second.service.node.addDependency(first.service);
    network.openBetweenNodes(defaults().eventSyncPort, 'Event link');
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

  #outputs(values: Record<string, string>): void {
    for (const [id, value] of Object.entries(values)) new CfnOutput(this, id, {value});
  }
}
