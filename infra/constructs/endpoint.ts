import {Duration} from 'aws-cdk-lib';
import {Peer, Port} from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import {Construct} from 'constructs';
import {ports} from '@tandem/runtime/config';
import {blocksOf, type Cidrs, isBlock} from './cidr.ts';
import {type Network} from './network.ts';
import {HEALTH_PATH, type Node} from './node.ts';
import {refuse} from './refuse.ts';

/** ECS registers a service in no more target groups than this. */
const TARGET_GROUPS = 5;

/** A security group has no more inbound rules than this, unless AWS is asked for more. */
const GROUP_RULES = 60;

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
   * A certificate of ACM: listeners then speak TLS, and end it.
   * @default - plain TCP
   */
  readonly certificateArn?: string;
  /** @default false */
  readonly deletionProtection?: boolean;
}

/** A port of the nodes, who may reach it, and where it is listened for. */
type Offer = {readonly target: number; readonly cidrs: readonly string[]; readonly listeners: readonly Listening[]};

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
    const ingress = blocksOf(props.ingressCidr ?? '0.0.0.0/0');
    const admin = props.adminCidr === undefined ? undefined : blocksOf(props.adminCidr);
    this.#validateIngestPorts(ingestPorts, admin !== undefined);
    this.#validateIngressCidr(ingress);
    this.#validateAdminCidr(admin);
    this.#validateCertificate(props.certificateArn);
    const offers = [
      ...ingestPorts.map((target) => this.#offer(target, ingress, props)),
      ...(admin ? ADMIN_PORTS.map((target) => this.#offer(target, admin, props)) : []),
    ];
    this.listening = offers.flatMap(({listeners}) => listeners).sort((x, y) => x.port - y.port);
    this.#validateListening();
    this.#validateRules(offers);

    const {network} = props;
    this.loadBalancer = new elb.NetworkLoadBalancer(this, 'LoadBalancer', {
      vpc: network.vpc,
      vpcSubnets: network.publicSubnets,
      internetFacing: true,
      crossZoneEnabled: true,
      deletionProtection: props.deletionProtection ?? false,
      securityGroups: [network.endpointGroup],
    });
    network.openToEndpoint(ports.http, 'Health checks and REST');
    for (const offer of offers) this.#open(offer, props);
  }

  #offer(target: number, cidrs: readonly string[], {certificateArn}: EndpointProps): Offer {
    return {target, cidrs, listeners: listenersOf(target, certificateArn !== undefined)};
  }

  /** Listeners, targets, and the rules of all groups on the way. */
  #open({target, cidrs, listeners}: Offer, props: EndpointProps): void {
    const {network, certificateArn} = props;
    const group = this.#targetGroup(target, props);
    if (target !== ports.http) network.openToEndpoint(target, `Port ${target}`);
    network.openBetweenNodes(target, `Forwarding of ${target}`);
    for (const {port, tls} of listeners) {
      this.loadBalancer.addListener(`Port${port}`, {
        port,
        defaultTargetGroups: [group],
        ...(tls && certificateArn !== undefined
          ? {
              protocol: elb.Protocol.TLS,
              certificates: [elb.ListenerCertificate.fromArn(certificateArn)],
              sslPolicy: elb.SslPolicy.TLS13_RES,
            }
          : {protocol: elb.Protocol.TCP}),
      });
      for (const cidr of cidrs)
        network.endpointGroup.addIngressRule(Peer.ipv4(cidr), Port.tcp(port), `Port ${port} from outside`);
    }
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
      refuse(
        'ingestPorts',
        ingestPorts,
        `1 to ${most} ports${hasAdmin ? ' beside adminCidr' : ''}, those of the apps among them, since ECS registers a service in ${TARGET_GROUPS} target groups at most; sources may share a port at different paths`,
      );
  }

  #validateIngressCidr(cidrs: readonly string[]): void {
    for (const cidr of cidrs) if (!isBlock(cidr)) refuse('ingressCidr', cidr, 'an IPv4 block such as 203.0.113.0/24');
    if (cidrs.length === 0) refuse('ingressCidr', cidrs, 'one block at least');
  }

  #validateAdminCidr(cidrs: readonly string[] | undefined): void {
    for (const cidr of cidrs ?? [])
      if (!isBlock(cidr) || cidr.endsWith('/0'))
        refuse('adminCidr', cidr, 'an IPv4 block such as 203.0.113.7/32, and not the whole internet');
    if (cidrs?.length === 0) refuse('adminCidr', cidrs, 'one block at least, or not to be set');
  }

  /** With a certificate some ports move, possibly to where another one is. */
  #validateListening(): void {
    const twice = this.listening.find(({port}, i) => this.listening[i + 1]?.port === port);
    if (!twice) return;
    const targets = this.listening.filter(({port}) => port === twice.port).map(({target}) => target);
    refuse('ingestPorts', targets, `not both: the load balancer would listen at ${twice.port} for each of them`);
  }

  #validateRules(offers: readonly Offer[]): void {
    const rules = offers.reduce((sum, {cidrs, listeners}) => sum + cidrs.length * listeners.length, 0);
    if (rules > GROUP_RULES)
      refuse(
        'ingressCidr and adminCidr',
        rules,
        `${GROUP_RULES} rules of a security group, which are blocks times listeners; fewer or larger blocks`,
      );
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
