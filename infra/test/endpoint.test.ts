import {Match, Template} from 'aws-cdk-lib/assertions';
import {expect, test} from 'vitest';
import {Endpoint, type EndpointProps, Node} from '../constructs/index.ts';
import {parts} from './parts.ts';

const CERTIFICATE = 'arn:aws:acm:eu-west-1:111122223333:certificate/0b2c-4d';

function synthesised(props: Partial<EndpointProps> = {}, morePorts: number[] = []) {
  const {stack, network, node} = parts();
  const nodes = [0, 1].map((index) => new Node(stack, `Node${index}`, {...node, index, morePorts}));
  const endpoint = new Endpoint(stack, 'Endpoint', {network, nodes, ...props});
  return {endpoint, template: Template.fromStack(stack)};
}

const listenersOf = (template: Template): string[] =>
  Object.values(template.findResources('AWS::ElasticLoadBalancingV2::Listener'))
    .map((listener) => (listener as {Properties: {Port: number; Protocol: string}}).Properties)
    .map(({Port, Protocol}) => `${Port} ${Protocol}`)
    .sort();

const openedTo = (template: Template): string[] =>
  Object.values(template.findResources('AWS::EC2::SecurityGroup'))
    .flatMap((group) => {
      const {SecurityGroupIngress = []} = (
        group as {Properties: {SecurityGroupIngress?: {CidrIp: string; FromPort: number}[]}}
      ).Properties;
      return SecurityGroupIngress.map(({CidrIp, FromPort}) => `${FromPort} ${CidrIp}`);
    })
    .sort();

test('least: one port, for everybody, on a load balancer over both zones', () => {
  const {template, endpoint} = synthesised();
  expect(listenersOf(template)).toEqual(['8006 TCP']);
  expect(openedTo(template)).toEqual(['8006 0.0.0.0/0']);
  expect(endpoint.listening).toEqual([{port: 8006, tls: false, target: 8006}]);
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
    Type: 'network',
    Scheme: 'internet-facing',
    Subnets: [Match.anyValue(), Match.anyValue()],
    SecurityGroups: [Match.anyValue()],
    LoadBalancerAttributes: Match.arrayWith([{Key: 'load_balancing.cross_zone.enabled', Value: 'true'}]),
  });
});

test('both nodes are targets, healthy as long as they are alive: not to be ready is no reason to be killed', () => {
  const {template} = synthesised();
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    TargetType: 'ip',
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: '9090',
    HealthCheckPath: '/health',
    HealthCheckIntervalSeconds: 5,
    UnhealthyThresholdCount: 3,
    TargetGroupAttributes: Match.arrayWith([
      {Key: 'deregistration_delay.timeout_seconds', Value: '5'},
      {Key: 'deregistration_delay.connection_termination.enabled', Value: 'true'},
    ]),
  });
  const services = Object.values(template.findResources('AWS::ECS::Service')).map(
    (service) => (service as {Properties: {LoadBalancers: {TargetGroupArn: unknown}[]}}).Properties.LoadBalancers,
  );
  expect(services).toHaveLength(2);
  expect(services[0]?.map(({TargetGroupArn}) => TargetGroupArn)).toEqual(
    services[1]?.map(({TargetGroupArn}) => TargetGroupArn),
  );
});

test('the load balancer reaches the nodes at its ports and at the health check, nowhere else', () => {
  const {template} = synthesised({ingestPorts: [8006, 9611]});
  const ports = Object.values(template.findResources('AWS::EC2::SecurityGroupEgress')).map(
    (rule) => (rule as {Properties: {FromPort: number}}).Properties.FromPort,
  );
  expect(ports.sort((a, b) => a - b)).toEqual([8006, 9090, 9611]);
});

test('all: TLS everywhere but where the protocol needs both, and REST for the administrators', () => {
  const {template} = synthesised(
    {
      ingestPorts: [8006, 9611, 8007],
      ingressCidr: '198.51.100.0/24',
      adminCidr: '203.0.113.7/32',
      certificateArn: CERTIFICATE,
      deletionProtection: true,
    },
    [8007],
  );
  expect(listenersOf(template)).toEqual(['443 TLS', '7443 TLS', '8007 TLS', '9443 TLS', '9611 TCP', '9711 TLS']);
  expect(openedTo(template)).toEqual([
    '443 198.51.100.0/24',
    '7443 203.0.113.7/32',
    '8007 198.51.100.0/24',
    '9443 203.0.113.7/32',
    '9611 198.51.100.0/24',
    '9711 198.51.100.0/24',
  ]);
  template.resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 5);
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
    Port: 443,
    Certificates: [{CertificateArn: CERTIFICATE}],
    SslPolicy: Match.stringLikeRegexp('TLS13'),
  });
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
    LoadBalancerAttributes: Match.arrayWith([{Key: 'deletion_protection.enabled', Value: 'true'}]),
  });
});

test('several blocks: one rule for each of them and each listener', () =>
  expect(
    openedTo(synthesised({ingressCidr: ['198.51.100.0/24', '203.0.113.0/24'], ingestPorts: [8006, 9611]}).template),
  ).toEqual(['8006 198.51.100.0/24', '8006 203.0.113.0/24', '9611 198.51.100.0/24', '9611 203.0.113.0/24']));

test.each([
  {
    refused: 'two ports of which TLS would make one',
    props: {ingestPorts: [9611, 9711], certificateArn: CERTIFICATE},
    message: 'ingestPorts [9611,9711] is refused; allowed: not both: the load balancer would listen at 9711',
  },
  {
    refused: 'more blocks than a security group has rules',
    props: {ingressCidr: Array.from({length: 61}, (_, i) => `203.0.113.${i}/32`)},
    message: 'ingressCidr and adminCidr 61 is refused; allowed: 60 rules of a security group',
  },
  {refused: 'no sender', props: {ingressCidr: []}, message: 'ingressCidr [] is refused; allowed: one block at least'},
  {
    refused: 'everybody among the administrators',
    props: {adminCidr: ['203.0.113.7/32', '0.0.0.0/0']},
    message: 'adminCidr "0.0.0.0/0" is refused',
  },
  {refused: 'no port', props: {ingestPorts: []}, message: 'ingestPorts [] is refused; allowed: 1 to 5 ports'},
  {refused: 'six ports', props: {ingestPorts: [8001, 8002, 8003, 8004, 8005, 8006]}, message: '1 to 5 ports'},
  {
    refused: 'four ports beside REST',
    props: {ingestPorts: [8003, 8004, 8005, 8006], adminCidr: '203.0.113.7/32'},
    message: '1 to 3 ports beside adminCidr',
  },
  {refused: 'a port twice', props: {ingestPorts: [8006, 8006]}, message: 'each port once'},
  {refused: 'REST as a port for events', props: {ingestPorts: [9090]}, message: 'ingestPorts 9090 is refused'},
  {
    refused: 'the event link as a port for events',
    props: {ingestPorts: [9893]},
    message: 'ingestPorts 9893 is refused',
  },
  {
    refused: 'a sender that is no block',
    props: {ingressCidr: 'everybody'},
    message: 'ingressCidr "everybody" is refused',
  },
  {refused: 'everybody as administrator', props: {adminCidr: '0.0.0.0/0'}, message: 'adminCidr "0.0.0.0/0" is refused'},
  {
    refused: 'a certificate of IAM',
    props: {certificateArn: 'arn:aws:iam::111122223333:server-certificate/x'},
    message: 'allowed: the ARN of a certificate of ACM',
  },
])('refuses $refused', ({props, message}) => expect(() => synthesised(props)).toThrow(message));
