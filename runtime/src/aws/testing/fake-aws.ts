import {once} from 'node:events';
import {createServer, type IncomingMessage, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';

type Task = {taskArn: string; lastStatus: string; desiredStatus: string};
type Asked = {action: string; input: Record<string, unknown>};

/** What the account holds; a test changes it as it likes. */
export type Account = {
  /** Of the cluster Pair. */
  tasks: Task[];
  /** SecretString by ARN. */
  secrets: Record<string, string>;
  /** Answered to every request, while it is set. */
  refusal?: {code: string; message: string};
};

/** ECS and Secrets Manager (JSON 1.1) on the loopback, as far as a node asks them. Set `variables` in the environment. */
export class FakeAws {
  readonly account: Account = {tasks: [], secrets: {}};
  readonly asked: Asked[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      void textOf(request).then((body) => {
        const {status, value} = this.#answer(request, JSON.parse(body) as Record<string, unknown>);
        response.writeHead(status, {'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r'});
        response.end(JSON.stringify(value));
      });
    });
  }

  /** Resolves with the environment variables that lead the SDK here. */
  async open(): Promise<Record<string, string>> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }
  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, input: Record<string, unknown>): {status: number; value: unknown} {
    const [, action = ''] = String(request.headers['x-amz-target']).split('.');
    this.asked.push({action, input});
    const {refusal, tasks, secrets} = this.account;
    const refuse = (code: string, message: string) => ({status: 400, value: {__type: code, message}});
    const service = action === 'GetSecretValue' ? 'secretsmanager' : 'ecs';
    const scope = new RegExp(`^AWS4-HMAC-SHA256 Credential=test/\\d{8}/eu-west-1/${service}/`);
    if (!scope.test(request.headers.authorization ?? '')) return refuse('IncompleteSignatureException', 'not signed');
    if (refusal) return refuse(refusal.code, refusal.message);
    if (action !== 'GetSecretValue' && input['cluster'] !== 'Pair')
      return refuse('ClusterNotFoundException', 'Cluster not found.');
    switch (action) {
      case 'GetSecretValue': {
        const SecretString = secrets[String(input['SecretId'])];
        if (SecretString === undefined) return refuse('ResourceNotFoundException', 'there is no such secret');
        return {status: 200, value: {ARN: input['SecretId'], SecretString}};
      }
      case 'DescribeTasks': {
        const named = input['tasks'] as string[];
        const missing = named.filter((arn) => tasks.every((task) => task.taskArn !== arn));
        return {
          status: 200,
          value: {
            tasks: tasks.filter(({taskArn}) => named.includes(taskArn)),
            failures: missing.map((arn) => ({arn, reason: 'MISSING'})),
          },
        };
      }
      case 'StopTask': {
        const task = tasks.find(({taskArn}) => taskArn === input['task']);
        if (!task) return refuse('InvalidParameterException', 'The referenced task was not found.');
        task.desiredStatus = 'STOPPED';
        return {status: 200, value: {task}};
      }
      default:
        throw new Error(`nobody asks for ${action}`);
    }
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
