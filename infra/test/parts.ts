import {Stack} from 'aws-cdk-lib';
import {Cluster} from 'aws-cdk-lib/aws-ecs';
import {LogGroup} from 'aws-cdk-lib/aws-logs';
import {Secret} from 'aws-cdk-lib/aws-secretsmanager';
import {Database, Image, type ImageProps, Network, type NetworkProps, type NodeProps} from '../constructs/index.ts';
import {IMAGE_DIRECTORY, testApp} from './cluster.ts';

/** What a node needs around it, in a stack of its own. */
export function parts(options: {network?: NetworkProps; image?: Partial<ImageProps>} = {}): {
  stack: Stack;
  network: Network;
  database: Database;
  node: Omit<NodeProps, 'index'>;
} {
  const stack = new Stack(testApp(), 'Test');
  const network = new Network(stack, 'Network', options.network);
  const logs = new LogGroup(stack, 'Logs');
  const database = new Database(stack, 'Database', {
    vpc: network.vpc,
    subnets: network.databaseSubnets,
    securityGroup: network.databaseGroup,
  });
  return {
    stack,
    network,
    database,
    node: {
      cluster: new Cluster(stack, 'Cluster', {vpc: network.vpc}),
      network,
      database,
      image: new Image(stack, 'Image', {directory: IMAGE_DIRECTORY, logs, ...options.image}),
      logs,
      clusterSecret: new Secret(stack, 'ClusterSecret'),
      authPassword: {secret: new Secret(stack, 'AdminPassword')},
    },
  };
}
