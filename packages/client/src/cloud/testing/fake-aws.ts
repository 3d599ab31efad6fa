import {once} from 'node:events';
import {createServer, type IncomingMessage, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {stackAnswer} from './fake-cloudformation.ts';
import {ec2Answer} from './fake-ec2.ts';

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
  databases: {id: string; status: string; stack?: string; maintenance?: string; pending?: string; groups?: string[]}[];
  /** In the log group NodeLogs. */
  lines: {stream: string; timestamp: number; message: string}[];
  /** What each security group lets in from another one; a range of ports. */
  securityGroups: {id: string; lets: {from: number; to: number; group?: string; cidr?: string}[]}[];
  stacks: {name: string; status: string; reason?: string; outputs: Record<string, string>}[];
  /** Where all of this lies; elsewhere there is nothing. */
  region: string;
  /** Answered to every request. */
  refusal?: {code: string; message: string};
};

/** ECS and CloudWatch Logs (JSON 1.1), RDS, EC2 and CloudFormation (query, XML) on the loopback, as far as the command asks them. Lists come one item a page. */
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
    const signed = /^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/([\w-]+)\/(ecs|rds|logs|ec2|cloudformation)\//.exec(
      request.headers.authorization ?? '',
    );
    const here = signed?.[1] === this.account.region;
    if (typeof target === 'string') {
      const [service, name = ''] = target.split('.');
      this.asked.push(name);
      const json = (status: number, value: unknown) => ({
        status,
        type: 'application/x-amz-json-1.1',
        text: JSON.stringify(value),
      });
      const wanted = service === 'Logs_20140328' ? 'logs' : 'ecs';
      if (signed?.[2] !== wanted) return json(400, {__type: 'IncompleteSignatureException', message: 'not signed'});
      const {refusal} = this.account;
      if (refusal) return json(400, {__type: refusal.code, message: refusal.message});
      const given = JSON.parse(body) as Record<string, unknown>;
      if (!here) return json(200, {clusterArns: [], clusters: [], failures: []});
      return json(200, wanted === 'logs' ? this.#logs(given) : this.#ecs(name, given));
    }
    const query = new URLSearchParams(body);
    const name = query.get('Action') ?? '';
    this.asked.push(name);
    const xml = (status: number, text: string) => ({status, type: 'text/xml', text});
    const error = (code: string, message: string): string =>
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
    if (signed?.[2] === 'cloudformation') return {type: 'text/xml', ...stackAnswer(query, this.account)};
    if (signed?.[2] !== 'rds' && signed?.[2] !== 'ec2') return xml(403, error('IncompleteSignature', 'not signed'));
    if (this.account.refusal) return xml(403, error(this.account.refusal.code, this.account.refusal.message));
    if (signed[2] === 'ec2') return xml(200, ec2Answer(name, query, this.account));
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
      case 'DescribeTaskDefinition':
        return {
          taskDefinition: {
            containerDefinitions: [
              {
                name: given['taskDefinition'],
                logConfiguration: {
                  logDriver: 'awslogs',
                  options: {'awslogs-group': 'NodeLogs', 'awslogs-stream-prefix': 'node'},
                },
              },
            ],
          },
        };
      default:
        throw new Error(`nobody asks ECS for ${name}`);
    }
  }

  /** FilterLogEvents, two lines a page. */
  #logs(given: Record<string, unknown>): unknown {
    const {logGroupName, logStreamNamePrefix, startTime, nextToken} = given;
    if (logGroupName !== 'NodeLogs') throw new Error(`nobody writes to ${String(logGroupName)}`);
    const at = Number(nextToken ?? 0);
    const found = this.account.lines
      .map((line, i) => ({...line, eventId: String(i)}))
      .filter(({stream, timestamp}) => stream.startsWith(String(logStreamNamePrefix)) && timestamp >= Number(startTime))
      .sort((a, b) => a.timestamp - b.timestamp);
    const events = found.slice(at, at + 2).map(({stream, ...line}) => ({...line, logStreamName: stream}));
    return {events, ...(at + 2 < found.length && {nextToken: String(at + 2)})};
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

function instance({id, status, stack, pending, groups = []}: Account['databases'][number]): string {
  const tag = stack === undefined ? '' : `<Tag><Key>aws:cloudformation:stack-name</Key><Value>${stack}</Value></Tag>`;
  return `<DBInstance><DBInstanceIdentifier>${id}</DBInstanceIdentifier><DBInstanceArn>${arn(id)}</DBInstanceArn><DBInstanceStatus>${status}</DBInstanceStatus><DBInstanceClass>db.t4g.micro</DBInstanceClass><Engine>mysql</Engine><EngineVersion>8.4.10</EngineVersion><AllocatedStorage>20</AllocatedStorage><MultiAZ>false</MultiAZ><Endpoint><Address>${id}.example</Address><Port>3306</Port></Endpoint><PendingModifiedValues>${pending === undefined ? '' : `<${pending}>x</${pending}>`}</PendingModifiedValues><VpcSecurityGroups>${groups.map((group) => `<VpcSecurityGroupMembership><VpcSecurityGroupId>${group}</VpcSecurityGroupId><Status>active</Status></VpcSecurityGroupMembership>`).join('')}</VpcSecurityGroups><TagList>${tag}</TagList></DBInstance>`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
