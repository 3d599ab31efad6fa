import {once} from 'node:events';
import {createServer, type IncomingMessage, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';

export type FakeTask = {
  taskArn: string;
  group: string;
  desiredStatus: 'RUNNING' | 'STOPPED';
  lastStatus: string;
  [field: string]: unknown;
};
/** What the account holds; a test changes it as it likes. Shapes are those of the APIs; times are seconds since 1970. */
export type Account = {
  clusters: {clusterName: string; clusterArn: string; status: string; tags?: {key: string; value: string}[]}[];
  services: {serviceName: string; serviceArn: string; [field: string]: unknown}[];
  tasks: FakeTask[];
  databases: {id: string; status: string; stack?: string; maintenance?: string; pending?: string}[];
  /** Answered to every request. */
  refusal?: {code: string; message: string};
};

/** ECS (JSON 1.1) and RDS (query, XML) on the loopback, as far as the command asks them. Lists come one item a page. */
export class FakeAws {
  readonly account: Account;
  readonly asked: string[] = [];
  readonly #server: Server;

  constructor(account: Account) {
    this.account = account;
    this.#server = createServer((request, response) => {
      void textOf(request).then((body) => {
        const {status, type, text} = this.#answer(request, body);
        response.writeHead(status, {'content-type': type, 'x-amzn-requestid': 'r'}).end(text);
      });
    });
  }

  /** Resolves with the address for AWS_ENDPOINT_URL. */
  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, body: string): {status: number; type: string; text: string} {
    const target = request.headers['x-amz-target'];
    const signed = /^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/eu-west-1\/(ecs|rds)\//.exec(
      request.headers.authorization ?? '',
    );
    if (typeof target === 'string') {
      const name = target.replace('AmazonEC2ContainerServiceV20141113.', '');
      this.asked.push(name);
      const json = (status: number, value: unknown) => ({
        status,
        type: 'application/x-amz-json-1.1',
        text: JSON.stringify(value),
      });
      if (signed?.[1] !== 'ecs') return json(400, {__type: 'IncompleteSignatureException', message: 'not signed'});
      const {refusal} = this.account;
      if (refusal) return json(400, {__type: refusal.code, message: refusal.message});
      return json(200, this.#ecs(name, JSON.parse(body) as Record<string, unknown>));
    }
    const query = new URLSearchParams(body);
    const name = query.get('Action') ?? '';
    this.asked.push(name);
    const xml = (status: number, text: string) => ({status, type: 'text/xml', text});
    const error = (code: string, message: string): string =>
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
    if (signed?.[1] !== 'rds') return xml(403, error('IncompleteSignature', 'not signed'));
    if (this.account.refusal) return xml(403, error(this.account.refusal.code, this.account.refusal.message));
    const result = this.#rds(name, query);
    if (result === undefined) return xml(404, error('DBInstanceNotFound', 'DBInstance not found'));
    return xml(
      200,
      `<${name}Response xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><${name}Result>${result}</${name}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${name}Response>`,
    );
  }

  #ecs(name: string, given: Record<string, unknown>): unknown {
    const {clusters, services, tasks} = this.account;
    const page = (key: string, all: readonly string[]) => {
      const at = Number(given['nextToken'] ?? 0);
      return {[key]: all.slice(at, at + 1), ...(at + 1 < all.length && {nextToken: String(at + 1)})};
    };
    const chosen = <T>(all: readonly T[], names: unknown, ids: (item: T) => string[]): T[] =>
      all.filter((item) => ids(item).some((id) => (names as string[]).includes(id)));
    switch (name) {
      case 'ListClusters':
        return page(
          'clusterArns',
          clusters.map((c) => c.clusterArn),
        );
      case 'DescribeClusters': {
        const found = chosen(clusters, given['clusters'], (c) => [c.clusterArn, c.clusterName]);
        const tagged = (given['include'] as string[] | undefined)?.includes('TAGS') === true;
        return {clusters: found.map(({tags, ...c}) => ({...c, tags: tagged ? tags : []})), failures: []};
      }
      case 'ListServices':
        return page(
          'serviceArns',
          services.map((s) => s.serviceArn),
        );
      case 'DescribeServices':
        return {services: chosen(services, given['services'], (s) => [s.serviceArn]), failures: []};
      case 'ListTasks':
        return page(
          'taskArns',
          tasks.filter((t) => t.desiredStatus === given['desiredStatus']).map((t) => t.taskArn),
        );
      case 'DescribeTasks':
        return {tasks: chosen(tasks, given['tasks'], (t) => [t.taskArn]), failures: []};
      default:
        throw new Error(`nobody asks ECS for ${name}`);
    }
  }

  #rds(name: string, query: URLSearchParams): string | undefined {
    const {databases} = this.account;
    if (name === 'DescribeDBInstances') {
      const wanted = query.get('DBInstanceIdentifier');
      if (wanted !== null) {
        const found = databases.find(({id}) => id === wanted);
        return found && `<DBInstances>${instance(found)}</DBInstances>`;
      }
      const at = Number(query.get('Marker') ?? 0);
      const marker = at + 1 < databases.length ? `<Marker>${at + 1}</Marker>` : '';
      return `<DBInstances>${databases
        .slice(at, at + 1)
        .map(instance)
        .join('')}</DBInstances>${marker}`;
    }
    if (name !== 'DescribePendingMaintenanceActions') throw new Error(`nobody asks RDS for ${name}`);
    const {maintenance} = databases.find(({id}) => query.get('ResourceIdentifier') === arn(id)) ?? {};
    if (maintenance === undefined) return '<PendingMaintenanceActions/>';
    return `<PendingMaintenanceActions><ResourcePendingMaintenanceActions><ResourceIdentifier>x</ResourceIdentifier><PendingMaintenanceActionDetails><PendingMaintenanceAction><Action>${maintenance}</Action><Description>a new version</Description><ForcedApplyDate>2026-12-01T00:00:00Z</ForcedApplyDate></PendingMaintenanceAction></PendingMaintenanceActionDetails></ResourcePendingMaintenanceActions></PendingMaintenanceActions>`;
  }
}

const arn = (id: string): string => `arn:aws:rds:eu-west-1:1:db:${id}`;

function instance({id, status, stack, pending}: Account['databases'][number]): string {
  const tag = stack === undefined ? '' : `<Tag><Key>aws:cloudformation:stack-name</Key><Value>${stack}</Value></Tag>`;
  return `<DBInstance><DBInstanceIdentifier>${id}</DBInstanceIdentifier><DBInstanceArn>${arn(id)}</DBInstanceArn><DBInstanceStatus>${status}</DBInstanceStatus><DBInstanceClass>db.t4g.micro</DBInstanceClass><Engine>mysql</Engine><EngineVersion>8.4.10</EngineVersion><AllocatedStorage>20</AllocatedStorage><MultiAZ>false</MultiAZ><Endpoint><Address>${id}.example</Address><Port>3306</Port></Endpoint><PendingModifiedValues>${pending === undefined ? '' : `<${pending}>x</${pending}>`}</PendingModifiedValues><TagList>${tag}</TagList></DBInstance>`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

/** A stack `Tandem` with two healthy nodes, beside another stack. */
export function healthyAccount(): Account {
  const prefix = 'arn:aws:ecs:eu-west-1:1';
  const cluster = (name: string, stack: string) => ({
    clusterName: name,
    clusterArn: `${prefix}:cluster/${name}`,
    status: 'ACTIVE',
    tags: [{key: 'aws:cloudformation:stack-name', value: stack}],
  });
  const service = (name: string) => ({
    serviceName: name,
    serviceArn: `${prefix}:service/Pair/${name}`,
    status: 'ACTIVE',
    desiredCount: 1,
    runningCount: 1,
    pendingCount: 0,
    deployments: [{status: 'PRIMARY', rolloutState: 'COMPLETED', rolloutStateReason: 'done'}],
    events: [{message: `${name} has reached a steady state.`}],
  });
  const task = (id: string, serviceName: string, node: string): FakeTask => ({
    taskArn: `${prefix}:task/Pair/${id}`,
    group: `service:${serviceName}`,
    desiredStatus: 'RUNNING',
    lastStatus: 'RUNNING',
    healthStatus: 'HEALTHY',
    startedAt: 1_790_000_000,
    containers: [
      {name: node, image: 'repository:abc', networkInterfaces: [{privateIpv4Address: `10.0.0.${id.length}`}]},
    ],
  });
  return {
    clusters: [cluster('Other', 'Else'), cluster('Pair', 'Tandem')],
    services: [service('Node1'), service('Node2')],
    tasks: [task('t1', 'Node1', 'tandem-1'), task('t22', 'Node2', 'tandem-2')],
    databases: [
      {id: 'elsewhere', status: 'stopped', stack: 'Else'},
      {id: 'pair-db', status: 'available', stack: 'Tandem'},
    ],
  };
}
