import {Stack} from 'aws-cdk-lib';
import {Match, Template} from 'aws-cdk-lib/assertions';
import {expect, test} from 'vitest';
import {Database, type DatabaseProps, Network} from '../constructs/index.ts';
import {testApp} from './cluster.ts';

function synthesised(props: Partial<DatabaseProps> = {}): Template {
  const stack = new Stack(testApp(), 'Test');
  const {vpc, databaseSubnets, databaseGroup} = new Network(stack, 'Network');
  new Database(stack, 'Database', {vpc, subnets: databaseSubnets, securityGroup: databaseGroup, ...props});
  return Template.fromStack(stack);
}

test('least: private, encrypted, MySQL 8.4, and gone with its stack', () => {
  const template = synthesised();
  template.hasResource('AWS::RDS::DBInstance', {
    DeletionPolicy: 'Delete',
    Properties: {
      Engine: 'mysql',
      EngineVersion: Match.stringLikeRegexp('^8\\.4\\.'),
      PubliclyAccessible: false,
      StorageEncrypted: true,
      MultiAZ: false,
      DeletionProtection: false,
      DeleteAutomatedBackups: true,
      DBInstanceClass: 'db.t4g.micro',
      AllocatedStorage: '20',
      DBName: 'tandem',
      MasterUsername: 'tandem',
    },
  });
});

test('takes 300 connections, all of them over TLS', () =>
  synthesised().hasResourceProperties('AWS::RDS::DBParameterGroup', {
    Family: 'mysql8.4',
    Parameters: {max_connections: '300', require_secure_transport: '1'},
  }));

test('the password is generated, and no template shows it', () => {
  const template = synthesised();
  template.hasResourceProperties('AWS::SecretsManager::Secret', {
    GenerateSecretString: {GenerateStringKey: 'password', SecretStringTemplate: '{"username":"tandem"}'},
    SecretString: Match.absent(),
  });
  template.hasResourceProperties('AWS::RDS::DBInstance', {
    MasterUserPassword: Match.objectLike({'Fn::Join': ['', Match.arrayWith([':SecretString:password::}}'])]}),
  });
});

test('all: protected, in two zones, backed up, sized', () => {
  const template = synthesised({
    databaseName: 'clusterdb',
    userName: 'keeper',
    multiAz: true,
    deletionProtection: true,
    instanceType: 'r8g.large',
    storage: 100,
    maxConnections: 1000,
  });
  template.hasResource('AWS::RDS::DBInstance', {
    DeletionPolicy: 'Snapshot',
    UpdateReplacePolicy: 'Snapshot',
    Properties: {
      MultiAZ: true,
      DeletionProtection: true,
      DeleteAutomatedBackups: false,
      BackupRetentionPeriod: 7,
      DBInstanceClass: 'db.r8g.large',
      AllocatedStorage: '100',
      MaxAllocatedStorage: 200,
      DBName: 'clusterdb',
      MasterUsername: 'keeper',
    },
  });
  template.hasResourceProperties('AWS::RDS::DBParameterGroup', {Parameters: {max_connections: '1000'}});
});

test.each([
  {
    refused: 'a database name with a dash',
    props: {databaseName: 'cluster-db'},
    message: 'databaseName "cluster-db" is refused',
  },
  {refused: 'a reserved database name', props: {databaseName: 'mysql'}, message: 'databaseName "mysql" is refused'},
  {refused: 'the user root', props: {userName: 'root'}, message: 'userName "root" is refused'},
  {
    refused: 'too few connections',
    props: {maxConnections: 9},
    message: 'maxConnections 9 is refused; allowed: 10 to 16000',
  },
  {refused: 'half a connection', props: {maxConnections: 300.5}, message: 'maxConnections 300.5 is refused'},
  {refused: 'too little storage', props: {storage: 19}, message: 'storage 19 is refused; allowed: 20 to 6144 GiB'},
  {
    refused: 'a type with its prefix',
    props: {instanceType: 'db.t4g.micro'},
    message: 'instanceType "db.t4g.micro" is refused',
  },
])('refuses $refused', ({props, message}) => expect(() => synthesised(props)).toThrow(message));
