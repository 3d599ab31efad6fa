import {Duration} from 'aws-cdk-lib';
import {Peer, Port} from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import {Construct} from 'constructs';
import {ports} from '@tandem/runtime/config';
import {isBlock} from './cidr.ts';
import {type Network} from './network.ts';
import {HEALTH_PATH, type Node} from './node.ts';
import {refuse} from './refuse.ts';

/** ECS registers a service in no more target groups than this. */
const TARGET_GROUPS = 5;

/** Where each of the nodes' plain ports answers over TLS; any other keeps its number. */
const TLS_PORTS: Record<number, number> = {
  [ports.httpSource]: 443,
  [ports.binary]: ports.binarySsl,
  [ports.thrift]: ports.thriftSsl,
  [ports.http]: ports.https,
  [ports.stores]: ports.storesHttps,
};

/** Their clients log in over TLS and then publish over a plain connection. */
const ALSO_PLAIN: readonly number[] = [ports.binary, ports.thrift];
const ADMIN_PORTS: readonly number[] = [ports.http, ports.stores];

export interface EndpointProps {
  readonly network: Network;
  readonly nodes: readonly Node[];
  /**
   * The nodes' ports that events come in by: one to five, or to three beside `adminCidr`. Both nodes must listen on them.
   * @default - 8006: the HTTP source of the sample apps
   */
  readonly ingestPorts?: readonly number[];
  /**
   * Who may send events, as an IPv4 block.
   * @default '0.0.0.0/0'
   */
  readonly ingressCidr?: string;
  /**
   * Who may reach REST (9090) and the on-demand queries (7070) from outside the VPC, as an IPv4 block. It may not be everybody.
   * @default - nobody
   */
  readonly adminCidr?: string;
  /**
   * A certificate of ACM: listeners then speak TLS, and end it.
   * @default - plain TCP
   */
  readonly certificateArn?: string;
  /** @default false */
  readonly deletionProtection?: boolean;
}

export type Listening = {readonly port: number; readonly tls: boolean; readonly target: number};

/**
 * The one address of the pair: a network load balancer on the internet.
 *
 * Always holds: both nodes are healthy targets while they are alive, active or not; the passive node forwards to the active
 * one, at the port that it was asked at. So a takeover waits for no health check.
 */
export class Endpoint extends Construct {
  readonly loadBalancer: elb.NetworkLoadBalancer;
  /** What listens, in the order of the ports. */
  readonly listening: readonly Listening[];

  constructor(scope: Construct, id: string, props: EndpointProps) {
    super(scope, id);
    const ingestPorts = props.ingestPorts ?? [ports.httpSource];
    const ingressCidr = props.ingressCidr ?? '0.0.0.0/0';
    this.#validateIngestPorts(ingestPorts, props.adminCidr !== undefined);
    this.#validateIngressCidr(ingressCidr);
    this.#validateAdminCidr(props.adminCidr);
    this.#validateCertificate(props.certificateArn);

    const {network} = props;
    this.loadBalancer = new elb.NetworkLoadBalancer(this, 'LoadBalancer', {
      vpc: network.vpc,
      vpcSubnets: {subnetGroupName: 'public'},
      internetFacing: true,
      crossZoneEnabled: true,
      deletionProtection: props.deletionProtection ?? false,
      securityGroups: [network.endpointGroup],
    });
    network.openToEndpoint(ports.http, 'Health checks and REST');

    const listening: Listening[] = [];
    const admin = props.adminCidr === undefined ? [] : ADMIN_PORTS;
    for (const target of [...ingestPorts, ...admin]) {
      const peer = Peer.ipv4(admin.includes(target) ? (props.adminCidr ?? ingressCidr) : ingressCidr);
      const group = this.#targetGroup(target, props);
      if (target !== ports.http) network.openToEndpoint(target, `Port ${target}`);
      network.openBetweenNodes(target, `Forwarding of ${target}`);
      for (const listener of listenersOf(target, props.certificateArn !== undefined)) {
        this.loadBalancer.addListener(`Port${listener.port}`, {
          port: listener.port,
          defaultTargetGroups: [group],
          ...(listener.tls && props.certificateArn !== undefined
            ? {
                protocol: elb.Protocol.TLS,
                certificates: [elb.ListenerCertificate.fromArn(props.certificateArn)],
                sslPolicy: elb.SslPolicy.TLS13_RES,
              }
            : {protocol: elb.Protocol.TCP}),
        });
        network.endpointGroup.addIngressRule(peer, Port.tcp(listener.port), `Port ${listener.port} from outside`);
        listening.push(listener);
      }
    }
    this.listening = listening.sort((a, b) => a.port - b.port);
  }

  get host(): string {
    return this.loadBalancer.loadBalancerDnsName;
  }

  #targetGroup(port: number, {network, nodes}: EndpointProps): elb.NetworkTargetGroup {
    return new elb.NetworkTargetGroup(this, `Targets${port}`, {
      vpc: network.vpc,
      port,
      protocol: elb.Protocol.TCP,
      targetType: elb.TargetType.IP,
      targets: nodes.map((node) =>
        node.service.loadBalancerTarget({containerName: node.container.containerName, containerPort: port}),
      ),
      // Liveness, not readiness: ECS replaces the task of an unhealthy target, and one that waits for its database or is
      // taking over may hold inputs that nobody else has. A silent death is noticed after three missed checks.
      healthCheck: {
        protocol: elb.Protocol.HTTP,
        port: String(ports.http),
        path: HEALTH_PATH,
        healthyHttpCodes: '200',
        interval: Duration.seconds(5),
        timeout: Duration.seconds(2),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
      deregistrationDelay: Duration.seconds(5),
      connectionTermination: true,
    });
  }

  #validateIngestPorts(ingestPorts: readonly number[], hasAdmin: boolean): void {
    const most = hasAdmin ? TARGET_GROUPS - ADMIN_PORTS.length : TARGET_GROUPS;
    const refused = [...ADMIN_PORTS, ports.eventSync];
    for (const port of ingestPorts)
      if (!Number.isInteger(port) || port < 1024 || port > 65_535 || refused.includes(port))
        refuse('ingestPorts', port, `1024 to 65535, and not ${refused.join(', ')}`);
    if (new Set(ingestPorts).size < ingestPorts.length) refuse('ingestPorts', ingestPorts, 'each port once');
    if (ingestPorts.length < 1 || ingestPorts.length > most)
      refuse('ingestPorts', ingestPorts, `1 to ${most} ports${hasAdmin ? ' beside adminCidr' : ''}`);
  }

  #validateIngressCidr(cidr: string): void {
    if (!isBlock(cidr)) refuse('ingressCidr', cidr, 'an IPv4 block such as 203.0.113.0/24');
  }

  #validateAdminCidr(cidr: string | undefined): void {
    if (cidr !== undefined && (!isBlock(cidr) || cidr.endsWith('/0')))
      refuse('adminCidr', cidr, 'an IPv4 block such as 203.0.113.7/32, and not the whole internet');
  }

  #validateCertificate(arn: string | undefined): void {
    if (arn !== undefined && !/^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/.test(arn))
      refuse('certificateArn', arn, 'the ARN of a certificate of ACM');
  }
}

function listenersOf(target: number, hasCertificate: boolean): Listening[] {
  const plain: Listening = {port: target, tls: false, target};
  if (!hasCertificate) return [plain];
  const secure: Listening = {port: TLS_PORTS[target] ?? target, tls: true, target};
  return ALSO_PLAIN.includes(target) ? [plain, secure] : [secure];
}
