import {Duration, RemovalPolicy} from 'aws-cdk-lib';
import {InstanceType, type ISecurityGroup, type IVpc, type SubnetSelection} from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import {type ISecret} from 'aws-cdk-lib/aws-secretsmanager';
import {Construct} from 'constructs';
import {must} from '@tandem/base';
import {defaults} from '@tandem/runtime/config';
import {refuse} from './refuse.ts';

export interface DatabaseProps {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly securityGroup: ISecurityGroup;
  /**
   * The database that RDS creates with the instance.
   * @default 'tandem'
   */
  readonly databaseName?: string;
  /**
   * The user that RDS creates with the instance; its password is generated and lies in a secret.
   * @default 'tandem'
   */
  readonly userName?: string;
  /**
   * Whether a standby instance in the other zone takes over.
   * @default false
   */
  readonly multiAz?: boolean;
  /**
   * Whether the instance refuses to be deleted, keeps a week of backups, and leaves a snapshot behind.
   * @default false
   */
  readonly deletionProtection?: boolean;
  /** @default 't4g.micro' */
  readonly instanceType?: string;
  /**
   * In GiB, 20 to 6144; it grows by itself to twice that.
   * @default 20
   */
  readonly storage?: number;
  /**
   * `max_connections` of the server, 10 to 16000.
   * @default 300
   */
  readonly maxConnections?: number;
}

/** The database as the nodes and whoever watches it see it. */
export interface ClusterDatabase {
  readonly instance: rds.IDatabaseInstance;
  /** JSON with the field `password`. */
  readonly secret: ISecret;
  readonly userName: string;
  /** The schema of the cluster. */
  readonly databaseName: string;
  readonly maxConnections: number;
  readonly host: string;
  readonly port: string;
}

/** A MySQL instance on RDS that others have made. */
export interface ExistingDatabase {
  readonly instance: rds.IDatabaseInstance;
  /** JSON with the field `password`, of a user who may create schemas or has the two of the cluster. */
  readonly secret: ISecret;
  /** @default 'tandem' */
  readonly userName?: string;
  /**
   * The schema of the cluster.
   * @default 'clusterdb'
   */
  readonly databaseName?: string;
  /**
   * `max_connections` of the server, which the alarm about connections is measured by.
   * @default 300
   */
  readonly maxConnections?: number;
}

/**
 * MySQL on RDS: who is active, the journal and the snapshots.
 *
 * Always holds: no public address, encrypted at rest, no session without TLS, a password that no template shows.
 */
export class Database extends Construct implements ClusterDatabase {
  readonly instance: rds.DatabaseInstance;
  readonly secret: ISecret;
  readonly databaseName: string;
  readonly userName: string;
  readonly maxConnections: number;

  /** A MySQL instance on RDS that is there already, with TLS. Its security group must be known: the nodes are let in there. */
  static fromExisting(existing: ExistingDatabase): ClusterDatabase {
    const {instance, secret, maxConnections = 300} = existing;
    if (instance.connections.securityGroups.length === 0)
      refuse('database', instance.node.path, 'an instance whose security group is known');
    return {
      instance,
      secret,
      userName: existing.userName ?? 'tandem',
      databaseName: existing.databaseName ?? defaults().clusterDatabase,
      maxConnections,
      host: instance.dbInstanceEndpointAddress,
      port: instance.dbInstanceEndpointPort,
    };
  }

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    this.databaseName = props.databaseName ?? 'tandem';
    this.userName = props.userName ?? 'tandem';
    this.maxConnections = props.maxConnections ?? 300;
    const storage = props.storage ?? 20;
    const instanceType = props.instanceType ?? 't4g.micro';
    const isProtected = props.deletionProtection ?? false;
    this.#validateName('databaseName', this.databaseName);
    this.#validateName('userName', this.userName);
    this.#validateMaxConnections();
    this.#validateStorage(storage);
    this.#validateInstanceType(instanceType);

    const engine = rds.DatabaseInstanceEngine.mysql({version: rds.MysqlEngineVersion.VER_8_4_9});
    this.instance = new rds.DatabaseInstance(this, 'Instance', {
      engine,
      vpc: props.vpc,
      vpcSubnets: props.subnets,
      securityGroups: [props.securityGroup],
      publiclyAccessible: false,
      parameterGroup: new rds.ParameterGroup(this, 'Parameters', {
        engine,
        description: 'Connections for two nodes, and TLS only',
        parameters: {max_connections: String(this.maxConnections), require_secure_transport: '1'},
      }),
      databaseName: this.databaseName,
      credentials: rds.Credentials.fromGeneratedSecret(this.userName),
      instanceType: new InstanceType(instanceType),
      allocatedStorage: storage,
      maxAllocatedStorage: storage * 2,
      storageType: rds.StorageType.GP3,
      storageEncrypted: true,
      caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1,
      multiAz: props.multiAz ?? false,
      autoMinorVersionUpgrade: true,
      copyTagsToSnapshot: true,
      backupRetention: Duration.days(isProtected ? 7 : 1),
      deleteAutomatedBackups: !isProtected,
      deletionProtection: isProtected,
      removalPolicy: isProtected ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
    });
    this.secret = must(this.instance.secret, 'generated credentials lie in a secret');
  }

  get host(): string {
    return this.instance.dbInstanceEndpointAddress;
  }

  get port(): string {
    return this.instance.dbInstanceEndpointPort;
  }

  #validateName(key: string, name: string): void {
    if (!/^[a-zA-Z][a-zA-Z0-9_]{0,31}$/.test(name) || ['mysql', 'root', 'rdsadmin'].includes(name))
      refuse(key, name, 'a letter, then up to 31 letters, digits or _, and no reserved name');
  }

  #validateMaxConnections(): void {
    if (!Number.isInteger(this.maxConnections) || this.maxConnections < 10 || this.maxConnections > 16_000)
      refuse('maxConnections', this.maxConnections, '10 to 16000');
  }

  #validateStorage(storage: number): void {
    if (!Number.isInteger(storage) || storage < 20 || storage > 6144) refuse('storage', storage, '20 to 6144 GiB');
  }

  #validateInstanceType(type: string): void {
    if (!/^[a-z]\w*\.\w+$/.test(type))
      refuse('instanceType', type, 'a class and a size without "db.", such as t4g.micro');
  }
}
