import {once} from 'node:events';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';

/** The metadata endpoint of ECS, version 4, on the loopback: what a Fargate task is answered, as far as it matters here. */
export class FakeMetadata {
  /** Status and body of the next answers by path; undefined: the connection is cut. */
  answers: Record<string, {status: number; body: string} | undefined> = {};
  /** Paths whose next answer is 500. */
  readonly failing = new Set<string>();
  readonly asked: string[] = [];
  readonly #server: Server;

  constructor(task: {arn: string; cluster: string; address?: string}) {
    const container = {
      DockerId: 'cd189a933e5849daa93386466019ab50-2495160603',
      Name: 'tandem-1',
      Networks: [
        {
          NetworkMode: 'awsvpc',
          IPv4Addresses: task.address === undefined ? [] : [task.address],
          PrivateDNSName: 'ip-10-0-0-1.ec2.internal',
        },
      ],
    };
    this.answers = {
      '/v4/id': {status: 200, body: JSON.stringify(container)},
      '/v4/id/task': {
        status: 200,
        body: JSON.stringify({
          Cluster: task.cluster,
          TaskARN: task.arn,
          DesiredStatus: 'RUNNING',
          Containers: [container],
        }),
      },
    };
    this.#server = createServer((request, response) => {
      const path = request.url ?? '';
      this.asked.push(path);
      const answer = this.answers[path];
      if (this.failing.delete(path)) return response.writeHead(500).end();
      if (!answer) return response.destroy();
      response.writeHead(answer.status, {'content-type': 'application/json'});
      return response.end(answer.body);
    });
  }

  /** Resolves with the value of ECS_CONTAINER_METADATA_URI_V4. */
  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v4/id`;
  }
  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
