/**
 * What the image's custom resource does when CloudFormation creates, changes or deletes it.
 *
 * Always holds: each request is answered once, whatever fails, unless the answer itself cannot be sent.
 * A build is polled rather than trusted to report back, so that one which never starts is noticed as well.
 */
export type BuildRequest = {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: BuildProperties;
};

type BuildProperties = {
  readonly project: string;
  readonly repository: string;
  readonly tag: string;
  /** `<repository address>:<tag>`; the id of the resource, which the task definitions refer to. */
  readonly image: string;
  /** `<bucket>/<key>` of the zipped build context. */
  readonly source: string;
};

export type BuildState = {readonly status: string; readonly detail: string};

export interface BuildPorts {
  imageExists(repository: string, tag: string): Promise<boolean>;
  /** Starts a build and gives its id. */
  start(properties: BuildProperties): Promise<string>;
  state(build: string): Promise<BuildState>;
  stop(build: string): Promise<void>;
  answer(url: string, body: string): Promise<void>;
  sleep(milliseconds: number): Promise<void>;
  /** Milliseconds left to this run. */
  remaining(): number;
}

const POLL = 5_000;
/** What is kept of the time limit to stop the build and to answer. */
const RESERVE = 30_000;

export async function buildImage(request: BuildRequest, ports: BuildPorts): Promise<void> {
  const failure = request.RequestType === 'Delete' ? undefined : await attempt(request.ResourceProperties, ports);
  await ports.answer(
    request.ResponseURL,
    JSON.stringify({
      Status: failure === undefined ? 'SUCCESS' : 'FAILED',
      Reason: failure ?? 'done',
      PhysicalResourceId: physicalId(request, failure),
      StackId: request.StackId,
      RequestId: request.RequestId,
      LogicalResourceId: request.LogicalResourceId,
    }),
  );
}

/** A failed change keeps the old id: a new one would make CloudFormation delete what it rolls back to. */
function physicalId(request: BuildRequest, failure: string | undefined): string {
  if (request.RequestType === 'Create' || failure === undefined) {
    if (request.RequestType !== 'Delete') return request.ResourceProperties.image;
  }
  return request.PhysicalResourceId ?? request.ResourceProperties.image;
}

/** The reason of the failure, or undefined once the image is in its repository. */
async function attempt(properties: BuildProperties, ports: BuildPorts): Promise<string | undefined> {
  try {
    if (await ports.imageExists(properties.repository, properties.tag)) return undefined;
    const build = await ports.start(properties);
    while (ports.remaining() > RESERVE) {
      const {status, detail} = await ports.state(build);
      if (status === 'SUCCEEDED') return undefined;
      if (status !== 'IN_PROGRESS') return `build ${build}: ${status}: ${detail}`;
      await ports.sleep(POLL);
    }
    await ports.stop(build);
    return `build ${build} took too long and was stopped`;
  } catch (error) {
    return `image ${properties.image} not built: ${String(error)}`;
  }
}
