import {request as httpsRequest} from 'node:https';
import {BatchGetBuildsCommand, CodeBuildClient, StartBuildCommand, StopBuildCommand} from '@aws-sdk/client-codebuild';
import {DescribeImagesCommand, ECRClient} from '@aws-sdk/client-ecr';
import {type BuildPorts, type BuildRequest, buildImage} from './build-image.ts';

const codebuild = new CodeBuildClient({});
const ecr = new ECRClient({});

/** The Lambda behind the custom resource; the AWS clients come with the Lambda runtime. */
export async function handler(request: BuildRequest, context: {getRemainingTimeInMillis(): number}): Promise<void> {
  await buildImage(request, {...ports, remaining: () => context.getRemainingTimeInMillis()});
}

const ports: Omit<BuildPorts, 'remaining'> = {
  async imageExists(repositoryName, imageTag) {
    try {
      await ecr.send(new DescribeImagesCommand({repositoryName, imageIds: [{imageTag}]}));
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'ImageNotFoundException') return false;
      throw error;
    }
  },
  async start({project, source, image}) {
    const {build} = await codebuild.send(
      new StartBuildCommand({
        projectName: project,
        sourceLocationOverride: source,
        environmentVariablesOverride: [{name: 'IMAGE', value: image, type: 'PLAINTEXT'}],
      }),
    );
    if (!build?.id) throw new Error(`project ${project} started no build`);
    return build.id;
  },
  async state(id) {
    const {builds} = await codebuild.send(new BatchGetBuildsCommand({ids: [id]}));
    const build = builds?.[0];
    if (!build?.buildStatus) throw new Error(`build ${id} is gone`);
    const failed = build.phases?.find((phase) => phase.phaseStatus !== undefined && phase.phaseStatus !== 'SUCCEEDED');
    const reason = failed?.contexts?.map((c) => c.message).join('; ') ?? '';
    return {
      status: build.buildStatus,
      detail: `${failed?.phaseType ?? ''} ${reason} ${build.logs?.deepLink ?? ''}`.trim(),
    };
  },
  async stop(id) {
    await codebuild.send(new StopBuildCommand({id}));
  },
  answer: (url, body) =>
    new Promise((resolve, reject) => {
      // The address is signed for an empty content type: `fetch` would send one of its own.
      const headers = {'content-type': '', 'content-length': Buffer.byteLength(body)};
      const put = httpsRequest(url, {method: 'PUT', headers}, (response) => {
        response.resume();
        response.on('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`answer refused: ${response.statusCode}`)),
        );
      });
      put.on('error', reject);
      put.end(body);
    }),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
