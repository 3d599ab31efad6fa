import {type IVpc} from 'aws-cdk-lib/aws-ec2';
import {type ITopic} from 'aws-cdk-lib/aws-sns';
import {type Settings} from '@tandem/runtime/config';
import {type Cidrs} from './cidr.ts';
import {type ClusterDatabase} from './database.ts';
import {type Architecture, type ImageBuilder, type NodeImage} from './image.ts';
import {type NetworkMode} from './network.ts';
import {refuse} from './refuse.ts';
import {type SiddhiApps} from './siddhi-apps.ts';

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

/** Refuses what has no effect beside something else that is given. */
export function refuseContradictions(props: TandemClusterProps): void {
  validateGivenDatabase(props);
  validateGivenImage(props);
  validateNodeSettings(props);
}

function validateGivenDatabase(props: TandemClusterProps): void {
  if (!props.database) return;
  for (const key of ['databaseInstance', 'multiAz'] as const)
    if (props[key] !== undefined) refuse(key, props[key], 'nothing beside a database that is there already');
}

function validateGivenImage(props: TandemClusterProps): void {
  if (!props.image) return;
  for (const key of ['apps', 'imageDirectory', 'builder', 'architecture'] as const)
    if (props[key] !== undefined) refuse(key, props[key], 'nothing beside an image that is there already');
}

function validateNodeSettings({nodeSettings, apps}: TandemClusterProps): void {
  if (nodeSettings?.appsDirectory !== undefined && apps !== undefined)
    refuse('nodeSettings.appsDirectory', nodeSettings.appsDirectory, 'nothing beside apps');
}
