import {CfnOutput, Stack, type StackProps} from 'aws-cdk-lib';
import {Topic} from 'aws-cdk-lib/aws-sns';
import {type Construct} from 'constructs';
import {Image} from '../constructs/image.ts';
import {SiddhiApps} from '../constructs/siddhi-apps.ts';
import {TandemCluster} from '../constructs/tandem-cluster.ts';
import {type ClusterSettings} from './settings.ts';

export interface ClusterStackProps extends StackProps {
  readonly settings: ClusterSettings;
  /**
   * The build context of the image.
   * @default - staged from the sources of the runtime
   */
  readonly imageDirectory?: string;
}

/** A stack that holds one cluster, as its settings say, and tells where it is reached. */
export class ClusterStack extends Stack {
  readonly cluster: TandemCluster;

  constructor(scope: Construct, id: string, props: ClusterStackProps) {
    super(scope, id, {
      description: 'Tandem: an active and a passive stream processor beside a MySQL database',
      ...props,
    });
    const {apps, appVariables, arch, image, node, durability, standby, alarmTopicArn, ...same} = props.settings;
    // With this name, as it is with CDK, the cluster's parts are called as if they stood in the stack itself.
    this.cluster = new TandemCluster(this, 'Default', {
      ...same,
      apps: apps === undefined ? undefined : SiddhiApps.fromFolder(apps, {variables: appVariables}),
      architecture: arch,
      builder: image,
      nodeSettings: {...node, ...(durability && {durability}), ...(standby && {standby})},
      imageDirectory: props.imageDirectory,
      alarmTopic: alarmTopicArn === undefined ? undefined : Topic.fromTopicArn(this, 'AlarmTopic', alarmTopicArn),
    });
    this.#outputs();
  }

  #outputs(): void {
    const {endpoint, image, database, logs, ecsCluster, adminPassword} = this.cluster;
    const values: Record<string, string | undefined> = {
      EndpointAddress: endpoint.host,
      Ports: endpoint.listening.map(({port, tls}) => (tls ? `${port}/tls` : `${port}`)).join(' '),
      RepositoryUri: image instanceof Image ? image.repositoryUri : undefined,
      DatabaseEndpoint: `${database.host}:${database.port}`,
      LogGroupName: logs.logGroupName,
      ClusterName: ecsCluster.clusterName,
      AdminPasswordArn: adminPassword.secretArn,
    };
    for (const [id, value] of Object.entries(values)) if (value !== undefined) new CfnOutput(this, id, {value});
  }
}
