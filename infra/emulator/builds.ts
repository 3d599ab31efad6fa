import {assert, must} from '@tandem/base';
import {type Aws} from './aws.ts';

type StartBuild = {readonly environmentVariablesOverride?: readonly {readonly name: string; readonly value: string}[]};
type Builds = {builds: {buildStatus: string; phases?: object[]}[]};

export const CODEBUILD = 'CodeBuild_20161006';
export const ECR = 'AmazonEC2ContainerRegistry_V20150921';

/**
 * The emulator records a build and calls it done. A manifest without layers is pushed in the build's place, so that the
 * repository is no longer empty: AWS refuses to delete one that is not, unless it is told to empty it.
 *
 * @returns what was pushed, `repository:tag`
 */
export async function buildStarted(aws: Pick<Aws, 'json'>, request: Buffer): Promise<string> {
  const {environmentVariablesOverride = []} = JSON.parse(request.toString()) as StartBuild;
  const image = must(environmentVariablesOverride.find(({name}) => name === 'IMAGE')?.value, 'the build gets IMAGE');
  const [, repositoryName, imageTag] = /^[^/]+\/(.+):([^:]+)$/.exec(image) ?? [];
  assert(repositoryName !== undefined && imageTag !== undefined, `'${image}' is an address with a tag`);
  const imageManifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {mediaType: 'application/vnd.oci.empty.v1+json', digest: EMPTY_DIGEST, size: 2},
    layers: [],
    annotations: {emulated: imageTag},
  });
  await aws.json('ecr', ECR, 'PutImage', {repositoryName, imageTag, imageManifest});
  return `${repositoryName}:${imageTag.slice(0, 8)}…`;
}

/** Of `{}`. */
const EMPTY_DIGEST = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';

/** An answer about builds, with each of them failed as `docker build` fails. */
export function failBuilds(answer: Buffer): Buffer {
  const {builds, ...rest} = JSON.parse(answer.toString()) as Builds;
  const phases = [{phaseType: 'BUILD', phaseStatus: 'FAILED', contexts: [{message: 'failed on purpose'}]}];
  return Buffer.from(JSON.stringify({...rest, builds: builds.map((b) => ({...b, buildStatus: 'FAILED', phases}))}));
}

/**
 * AWS refuses to describe an image that is not there, where the emulator answers with an empty list.
 *
 * @returns what AWS would answer in place of that; undefined where the emulator answers alike
 */
export function refusalOfMissing(answer: Buffer): Buffer | undefined {
  const {imageDetails = []} = JSON.parse(answer.toString()) as {imageDetails?: unknown[]};
  if (imageDetails.length > 0) return undefined;
  return Buffer.from(JSON.stringify({__type: 'ImageNotFoundException', message: 'The image does not exist'}));
}
