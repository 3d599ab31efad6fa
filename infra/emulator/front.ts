import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import {type AddressInfo} from 'node:net';
import {must} from '@tandem/base';
import {type Address, type Answer, Aws, exchange} from './aws.ts';
import {buildStarted, CODEBUILD, failBuilds, refusalOfMissing} from './builds.ts';
import {callName} from './call-name.ts';
import {attributesOf, type StandInRequest, stand} from './stand-in-resources.ts';
import {restore, substitute, type Template} from './stand-ins.ts';
import {escapeXml, textsOf} from './xml.ts';

type CustomResourceRequest = StandInRequest & {
  readonly ResponseURL: string;
  readonly RequestId: string;
};

type Call = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

const STAND_IN_PATH = '/stand-in';

/**
 * Stands between the CDK CLI and the emulator, and between the stack's own Lambda and the emulator.
 *
 * Passes every call on as it is signed; what it adds of its own is counted in `ours`, and nothing else is:
 * templates get stand-ins for types that the emulator lacks, and a build leaves an image or, with `failBuilds`, fails.
 */
export class Front {
  /** How often each call was made, by the service's own name for it. */
  readonly calls = new Map<string, number>();
  /** How often the front did something in place of AWS, in words. */
  readonly ours = new Map<string, number>();
  /** Whether builds fail from now on. */
  failBuilds = false;

  readonly #emulator: Address;
  readonly #aws: Aws;
  readonly #server: Server;

  constructor(emulator: Address) {
    this.#emulator = emulator;
    this.#aws = new Aws(emulator);
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** Resolves with its address. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const call = {
        method: must(request.method, 'a request has a method'),
        path: must(request.url, 'a request has a path'),
        headers: request.headers,
        body: await bodyOf(request),
      };
      const answer = call.path === STAND_IN_PATH ? await this.#standIn(call.body) : await this.#pass(call);
      const {'transfer-encoding': _, ...headers} = answer.headers;
      response.writeHead(answer.status, {...headers, 'content-length': answer.body.length});
      response.end(answer.body);
    } catch (error) {
      response.writeHead(502, {'content-type': 'text/plain'});
      response.end(`front: ${String(error)}`);
    }
  }

  async #pass(call: Call): Promise<Answer> {
    const name = callName(call);
    count(this.calls, name);
    const {expect: _, 'transfer-encoding': __, ...headers} = call.headers;
    // The policy of the assets' bucket turns away what does not come over TLS; here the wire is the loopback.
    const sent = {...headers, 'content-length': `${call.body.length}`, 'x-forwarded-proto': 'https'};
    const answer = await exchange(this.#emulator, {...call, headers: sent});
    if (answer.status < 300) return this.#complete(name, call, answer);
    return name === 'codebuild BatchGetBuilds'
      ? this.#complete(name, call, await this.#askForBuilds(call, answer))
      : answer;
  }

  /**
   * AWS checks the right to see a build against the project of the build; the emulator finds no project in the request and checks
   * against `*`, which nobody but the owner holds.
   */
  async #askForBuilds(call: Call, refusal: Answer): Promise<Answer> {
    const body = await this.#aws.json(
      'codebuild',
      CODEBUILD,
      'BatchGetBuilds',
      JSON.parse(call.body.toString()) as object,
    );
    count(this.ours, 'asked for a build as the owner of the account');
    return {...refusal, status: 200, body: Buffer.from(JSON.stringify(body))};
  }

  /** What the emulator leaves undone. */
  async #complete(name: string, call: Call, answer: Answer): Promise<Answer> {
    if (name === 's3 PUT' && call.path.split('?')[0]?.endsWith('.json')) await this.#exchangeTemplate(call.path);
    if (name === 'cloudformation GetTemplate') return {...answer, body: restoreBody(answer.body)};
    if (name === 'codebuild StartBuild' && !this.failBuilds) {
      const pushed = await buildStarted(this.#aws, call.body);
      count(this.ours, `pushed an image without content as the build's (${pushed})`);
    }
    if (name === 'ecr DescribeImages') {
      const refusal = refusalOfMissing(answer.body);
      if (refusal === undefined) return answer;
      count(this.ours, 'refused to describe an image that is not there');
      return {...answer, status: 400, body: refusal};
    }
    if (name === 'codebuild BatchGetBuilds' && this.failBuilds) {
      count(this.ours, 'called the build failed');
      return {...answer, body: failBuilds(answer.body)};
    }
    return answer;
  }

  /** The caller's own upload has been accepted by then; this one is the owner's, over it. */
  async #exchangeTemplate(path: string): Promise<void> {
    const [object = ''] = path.split('?');
    const given = JSON.parse(await this.#aws.rest('s3', 'GET', object)) as Template;
    const taken = substitute(given, `${this.url}${STAND_IN_PATH}`);
    if (taken === given) return;
    await this.#aws.rest('s3', 'PUT', object, JSON.stringify(taken));
    count(this.ours, 'exchanged resource types in a template');
  }

  async #standIn(body: Buffer): Promise<Answer> {
    const request = JSON.parse(body.toString()) as CustomResourceRequest;
    let outcome: object;
    try {
      const id = await stand(this.#aws, request);
      outcome = {Status: 'SUCCESS', PhysicalResourceId: id, Data: attributesOf(request, id)};
    } catch (error) {
      outcome = {Status: 'FAILED', Reason: String(error), PhysicalResourceId: request.PhysicalResourceId ?? 'none'};
    }
    count(this.ours, `${request.RequestType.toLowerCase()} of ${request.ResourceType}`);
    const {StackId, RequestId, LogicalResourceId} = request;
    const said = await fetch(request.ResponseURL, {
      method: 'PUT',
      body: JSON.stringify({...outcome, StackId, RequestId, LogicalResourceId}),
    });
    return {status: said.ok ? 200 : 502, headers: {}, body: Buffer.alloc(0)};
  }
}

function restoreBody(body: Buffer): Buffer {
  const xml = body.toString();
  const given = textsOf(xml, 'TemplateBody')[0];
  if (given === undefined || !given.trimStart().startsWith('{')) return body;
  const restored = escapeXml(JSON.stringify(restore(JSON.parse(given) as Template), undefined, 1));
  return Buffer.from(
    xml.replace(/<TemplateBody>[^<]*<\/TemplateBody>/, () => `<TemplateBody>${restored}</TemplateBody>`),
  );
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
