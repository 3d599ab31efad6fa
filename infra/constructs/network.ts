import * as ec2 from 'aws-cdk-lib/aws-ec2';
import {type ILogGroup} from 'aws-cdk-lib/aws-logs';
import {Construct, type IDependable} from 'constructs';
import {isBlock} from './cidr.ts';
import {refuse} from './refuse.ts';

/**
 * Where the nodes stand.
 *
 * - `public`: in the public subnets, each with an address of its own that nobody is let in by. No NAT to pay.
 * - `nat`: in private subnets, out through one NAT gateway. Losing its zone cuts both nodes' way out.
 * - `endpoints`: in isolated subnets, out only to the AWS services that a node needs: no way to the internet at all.
 */
export type NetworkMode = 'public' | 'nat' | 'endpoints';
export const NETWORK_MODES: readonly NetworkMode[] = ['public', 'nat', 'endpoints'];

/** A Fargate service takes no more zones than nodes: one each. */
const ZONES = 2;

export interface NetworkProps {
  /** @default 'public' */
  readonly mode?: NetworkMode;
  /**
   * A VPC that is there already: two zones at least, public subnets, subnets for the nodes as `mode` says, and isolated or
   * private ones for a database. In mode `endpoints` the AWS services must be reachable in it.
   * @default - one of its own
   */
  readonly vpc?: ec2.IVpc;
  /**
   * The IPv4 block of the VPC that is made, a prefix of 16 to 20: six subnets of 256 addresses must fit.
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;
  /**
   * Where refused connections are logged.
   * @default - no flow log; a given VPC's are its owner's affair
   */
  readonly flowLogs?: ILogGroup;
  /**
   * Whether the nodes may be entered with ECS Exec, which in mode `endpoints` needs one endpoint more.
   * @default false
   */
  readonly exec?: boolean;
}

/**
 * The VPC, over two zones, with the subnets and the security groups of the nodes and of the database.
 *
 * Always holds: the database subnets have no route out; the database's group lets in the nodes' group alone.
 */
export class Network extends Construct {
  readonly vpc: ec2.IVpc;
  readonly mode: NetworkMode;
  /** The two zones, in the order of the nodes. Tokens: the account decides. */
  readonly zones: readonly string[];
  readonly publicSubnets: ec2.SubnetSelection;
  readonly endpointGroup: ec2.SecurityGroup;
  readonly nodesGroup: ec2.SecurityGroup;
  readonly databaseGroup: ec2.SecurityGroup;
  /** What must be there before a task can pull its image and reach the database. */
  readonly ready: readonly IDependable[];
  readonly #nodesIn: ec2.SubnetSelection;
  readonly #givenVpc: ec2.IVpc | undefined;

  constructor(scope: Construct, id: string, props: NetworkProps = {}) {
    super(scope, id);
    this.mode = props.mode ?? 'public';
    const cidr = props.cidr ?? '10.0.0.0/16';
    this.#validateMode();
    this.#validateCidr(cidr);
    this.#validateGivenVpc(props);
    this.#givenVpc = props.vpc;

    this.vpc = props.vpc ?? this.#ownVpc(cidr, props.flowLogs);
    this.publicSubnets = props.vpc ? {subnetType: ec2.SubnetType.PUBLIC} : {subnetGroupName: 'public'};
    this.#nodesIn = props.vpc
      ? {subnetType: SUBNET_TYPES[this.mode], onePerAz: true}
      : {subnetGroupName: this.mode === 'public' ? 'public' : 'nodes'};
    this.zones = props.vpc ? this.#zonesOf(props.vpc) : this.vpc.availabilityZones;

    this.endpointGroup = this.#group('EndpointGroup', 'Load balancer of the pair', false);
    // Sinks publish to wherever an app says, so the nodes may open any connection.
    this.nodesGroup = this.#group('NodesGroup', 'The two nodes', true);
    this.databaseGroup = this.#group('DatabaseGroup', 'Cluster and persistence database', false);
    this.databaseGroup.addIngressRule(this.nodesGroup, ec2.Port.tcp(3306), 'MySQL from the nodes');
    this.ready = [
      this.nodesGroup,
      this.databaseGroup,
      this.vpc.selectSubnets(this.#nodesIn).internetConnectivityEstablished,
      ...(this.mode === 'endpoints' && !props.vpc ? this.#addServiceEndpoints(props.exec ?? false) : []),
    ];
  }

  get databaseSubnets(): ec2.SubnetSelection {
    return this.#givenVpc ? databaseSubnetsOf(this.#givenVpc) : {subnetGroupName: 'database'};
  }

  /** Lets the nodes reach each other at `port`. */
  openBetweenNodes(port: number, what: string): void {
    this.nodesGroup.addIngressRule(this.nodesGroup, ec2.Port.tcp(port), `${what} between the nodes`);
  }

  /** Lets the load balancer reach the nodes at `port`. */
  openToEndpoint(port: number, what: string): void {
    this.nodesGroup.addIngressRule(this.endpointGroup, ec2.Port.tcp(port), `${what} from the load balancer`);
    this.endpointGroup.addEgressRule(this.nodesGroup, ec2.Port.tcp(port), `${what} to the nodes`);
  }

  /** The subnet of the node number `index`, in a zone of its own. */
  nodeSubnets(index: number): ec2.SubnetSelection {
    const zone = this.zones[index];
    if (zone === undefined) refuse('node index', index, `0 to ${ZONES - 1}`);
    return {...this.#nodesIn, availabilityZones: [zone]};
  }

  #ownVpc(cidr: string, flowLogs: ILogGroup | undefined): ec2.Vpc {
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(cidr),
      maxAzs: ZONES,
      natGateways: this.mode === 'nat' ? 1 : 0,
      subnetConfiguration: this.#subnets(),
      // Nothing of ours joins the default group, and emptying it takes a Lambda whose log group outlives the stack.
      restrictDefaultSecurityGroup: false,
    });
    if (flowLogs) {
      vpc.addFlowLog('Refused', {
        destination: ec2.FlowLogDestination.toCloudWatchLogs(flowLogs),
        trafficType: ec2.FlowLogTrafficType.REJECT,
      });
    }
    return vpc;
  }

  /** Of somebody else's VPC the first two zones that have a subnet for a node. */
  #zonesOf(vpc: ec2.IVpc): readonly string[] {
    const zones = [...new Set(vpc.selectSubnets(this.#nodesIn).availabilityZones)];
    if (zones.length < ZONES)
      refuse('vpc', vpc.node.path, `a VPC with subnets for mode ${this.mode} in ${ZONES} zones at least`);
    return zones.slice(0, ZONES);
  }

  #subnets(): ec2.SubnetConfiguration[] {
    const subnets: ec2.SubnetConfiguration[] = [
      {name: 'public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false},
      {name: 'database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24},
    ];
    if (this.mode === 'nat')
      subnets.push({name: 'nodes', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24});
    if (this.mode === 'endpoints')
      subnets.push({name: 'nodes', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24});
    return subnets;
  }

  #group(id: string, description: string, allowAllOutbound: boolean): ec2.SecurityGroup {
    return new ec2.SecurityGroup(this, id, {vpc: this.vpc, description, allowAllOutbound});
  }

  #addServiceEndpoints(exec: boolean): IDependable[] {
    const group = this.#group('ServiceEndpointsGroup', 'AWS services inside the VPC', false);
    group.addIngressRule(this.nodesGroup, ec2.Port.tcp(443), 'HTTPS from the nodes');
    const services: Record<string, ec2.InterfaceVpcEndpointAwsService> = {
      EcrApi: ec2.InterfaceVpcEndpointAwsService.ECR,
      EcrDocker: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
      Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
      Secrets: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      // A node that takes over may ask ECS to stop a task that hangs.
      Ecs: ec2.InterfaceVpcEndpointAwsService.ECS,
      ...(exec ? {Exec: ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES} : {}),
    };
    const subnets = this.#nodesIn;
    return [
      ...Object.entries(services).map(([id, service]) =>
        this.vpc.addInterfaceEndpoint(id, {service, subnets, securityGroups: [group], open: false}),
      ),
      // Image layers come from S3.
      this.vpc.addGatewayEndpoint('S3', {service: ec2.GatewayVpcEndpointAwsService.S3, subnets: [subnets]}),
    ];
  }

  #validateGivenVpc({vpc, cidr, flowLogs}: NetworkProps): void {
    if (!vpc) return;
    if (cidr !== undefined) refuse('cidr', cidr, 'nothing beside a VPC that is there already');
    if (flowLogs) refuse('flowLogs', flowLogs.node.path, 'nothing beside a VPC that is there already');
    if (vpc.publicSubnets.length === 0) refuse('vpc', vpc.node.path, 'a VPC with public subnets');
  }

  #validateMode(): void {
    if (!NETWORK_MODES.includes(this.mode)) refuse('network', this.mode, NETWORK_MODES.join(', '));
  }

  #validateCidr(cidr: string): void {
    const prefix = Number(cidr.split('/')[1]);
    if (!isBlock(cidr) || prefix < 16 || prefix > 20) refuse('cidr', cidr, 'an IPv4 block of prefix 16 to 20');
  }
}

/** In a VPC of somebody else, where each mode looks for room. */
const SUBNET_TYPES: Readonly<Record<NetworkMode, ec2.SubnetType>> = {
  public: ec2.SubnetType.PUBLIC,
  nat: ec2.SubnetType.PRIVATE_WITH_EGRESS,
  endpoints: ec2.SubnetType.PRIVATE_ISOLATED,
};

function databaseSubnetsOf(vpc: ec2.IVpc): ec2.SubnetSelection {
  if (vpc.isolatedSubnets.length > 0) return {subnetType: ec2.SubnetType.PRIVATE_ISOLATED};
  if (vpc.privateSubnets.length > 0) return {subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS};
  return refuse('vpc', vpc.node.path, 'a VPC with isolated or private subnets, for the database');
}
