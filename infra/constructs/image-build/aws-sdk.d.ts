/** The part of the AWS clients that the handler uses. The Lambda runtime brings them: they are no dependency of ours. */
declare module '@aws-sdk/client-codebuild' {
  type Phase = {
    phaseType?: string;
    phaseStatus?: string;
    contexts?: {message?: string}[];
  };
  type Build = {id?: string; buildStatus?: string; phases?: Phase[]; logs?: {deepLink?: string}};
  export class StartBuildCommand {
    readonly answer: {build?: Build};
    constructor(input: {
      projectName: string;
      sourceLocationOverride: string;
      environmentVariablesOverride: {name: string; value: string; type: 'PLAINTEXT'}[];
    });
  }
  export class BatchGetBuildsCommand {
    readonly answer: {builds?: Build[]};
    constructor(input: {ids: string[]});
  }
  export class StopBuildCommand {
    readonly answer: {build?: Build};
    constructor(input: {id: string});
  }
  export class CodeBuildClient {
    constructor(options: object);
    send<A>(command: {readonly answer: A}): Promise<A>;
  }
}

declare module '@aws-sdk/client-ecr' {
  export class DescribeImagesCommand {
    readonly answer: {imageDetails?: object[]};
    constructor(input: {repositoryName: string; imageIds: {imageTag: string}[]});
  }
  export class ECRClient {
    constructor(options: object);
    send<A>(command: {readonly answer: A}): Promise<A>;
  }
}
