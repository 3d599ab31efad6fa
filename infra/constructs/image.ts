import {CustomResource, Duration, RemovalPolicy, Stack} from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import {Repository, TagMutability, TagStatus} from 'aws-cdk-lib/aws-ecr';
import {DockerImageAsset, Platform} from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import {Alias} from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import {type ILogGroup} from 'aws-cdk-lib/aws-logs';
import {Asset} from 'aws-cdk-lib/aws-s3-assets';
import {Construct} from 'constructs';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {refuse} from './refuse.ts';
import {bundleBuildHandler} from './image-source.ts';

/**
 * Who builds the image.
 *
 * - `codebuild`: AWS, within the deployment, natively for the architecture. Nothing but Node is needed on the deploying machine.
 * - `docker`: the deploying machine's Docker (or `CDK_DOCKER`), into the repository of the CDK bootstrap.
 */
export type ImageBuilder = 'codebuild' | 'docker';
export const IMAGE_BUILDERS: readonly ImageBuilder[] = ['codebuild', 'docker'];

export type Architecture = 'arm64' | 'x86_64';
export const ARCHITECTURES: readonly Architecture[] = ['arm64', 'x86_64'];

export interface ImageProps {
  /** A folder with a Dockerfile and all that it copies. */
  readonly directory: string;
  /** Where the build writes its log. */
  readonly logs: ILogGroup;
  /** @default 'codebuild' */
  readonly builder?: ImageBuilder;
  /** @default 'arm64' */
  readonly architecture?: Architecture;
  /**
   * Whether the repository and its images outlive the stack.
   * @default false
   */
  readonly retain?: boolean;
}

/** What a node runs, and on which processors it can. */
export interface NodeImage {
  readonly container: ecs.ContainerImage;
  readonly architecture: Architecture;
}

/** Room for a cold build; a build that is not done by then is stopped and fails the deployment. */
const BUILD_LIMIT = Duration.minutes(14);

/**
 * The nodes' image, in its repository before any task definition that names it exists.
 *
 * Always holds: the tag is the hash of the build context, and no tag is ever moved.
 */
export class Image extends Construct implements NodeImage {
  readonly container: ecs.ContainerImage;
  /** The repository's address, without a tag. */
  readonly repositoryUri: string;
  readonly architecture: Architecture;

  /**
   * An image of a node that was built elsewhere.
   *
   * @param architecture `arm64` if not given
   */
  static fromExisting(container: ecs.ContainerImage, architecture: Architecture = 'arm64'): NodeImage {
    return {container, architecture};
  }

  constructor(scope: Construct, id: string, props: ImageProps) {
    super(scope, id);
    this.architecture = props.architecture ?? 'arm64';
    const builder = props.builder ?? 'codebuild';
    this.#validateArchitecture();
    this.#validateBuilder(builder);
    this.#validateDirectory(props.directory);

    if (builder === 'docker') {
      const asset = new DockerImageAsset(this, 'Asset', {
        directory: props.directory,
        platform: this.architecture === 'arm64' ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64,
      });
      this.repositoryUri = asset.repository.repositoryUri;
      this.container = ecs.ContainerImage.fromDockerImageAsset(asset);
    } else {
      const repository = this.#repository(props.retain ?? false);
      const source = new Asset(this, 'Source', {path: props.directory});
      const built = this.#build(repository, source, props.logs);
      this.repositoryUri = repository.repositoryUri;
      this.container = new BuiltImage(repository, built);
    }
  }

  #repository(retain: boolean): Repository {
    return new Repository(this, 'Repository', {
      imageScanOnPush: true,
      imageTagMutability: TagMutability.IMMUTABLE,
      emptyOnDelete: !retain,
      // A deployment that is rolled back leaves no images behind.
      removalPolicy: retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
      lifecycleRules: [{description: 'What a rollback may need', tagStatus: TagStatus.ANY, maxImageCount: 10}],
    });
  }

  /** A resource whose `Ref` is the image's name, and which is there only once the image is. */
  #build(repository: Repository, source: Asset, logs: ILogGroup): CustomResource {
    const project = this.#project(repository, source, logs);
    const role = new iam.Role(this, 'StarterRole', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: 'Starts and watches the build of the image',
    });
    logs.grantWrite(role);
    const grants = [
      role.addToPrincipalPolicy(
        new iam.PolicyStatement({
          actions: ['codebuild:StartBuild', 'codebuild:StopBuild', 'codebuild:BatchGetBuilds'],
          resources: [project.projectArn],
        }),
      ),
      role.addToPrincipalPolicy(
        new iam.PolicyStatement({actions: ['ecr:DescribeImages'], resources: [repository.repositoryArn]}),
      ),
    ];
    const starter = new lambda.Function(this, 'Starter', {
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromInline(bundleBuildHandler()),
      role,
      logGroup: logs,
      timeout: BUILD_LIMIT.plus(Duration.minutes(1)),
      description: 'Builds the image of the nodes through CodeBuild',
    });
    const tag = source.assetHash;
    const image = new CustomResource(this, 'Built', {
      resourceType: 'Custom::TandemImage',
      serviceToken: starter.functionArn,
      serviceTimeout: Duration.minutes(20),
      properties: {
        project: project.projectName,
        repository: repository.repositoryName,
        tag,
        image: `${repository.repositoryUri}:${tag}`,
        source: `${source.s3BucketName}/${source.s3ObjectKey}`,
      },
    });
    // The rights are resources of their own: without them in place the first call of the starter or of the build fails.
    for (const {policyDependable} of grants) if (policyDependable) image.node.addDependency(policyDependable);
    image.node.addDependency(project);
    return image;
  }

  #project(repository: Repository, source: Asset, logs: ILogGroup): codebuild.Project {
    const role = new iam.Role(this, 'BuildRole', {
      assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com'),
      description: 'Builds the image of the nodes and pushes it',
    });
    const rights = new iam.Policy(this, 'BuildRights', {
      roles: [role],
      statements: [
        new iam.PolicyStatement({
          actions: ['s3:GetObject', 's3:GetObjectVersion'],
          resources: [source.bucket.arnForObjects(source.s3ObjectKey)],
        }),
        new iam.PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [logs.logGroupArn],
        }),
        new iam.PolicyStatement({actions: ['ecr:GetAuthorizationToken'], resources: ['*']}),
        new iam.PolicyStatement({
          actions: [
            'ecr:BatchCheckLayerAvailability',
            'ecr:BatchGetImage',
            'ecr:CompleteLayerUpload',
            'ecr:GetDownloadUrlForLayer',
            'ecr:InitiateLayerUpload',
            'ecr:PutImage',
            'ecr:UploadLayerPart',
          ],
          resources: [repository.repositoryArn],
        }),
      ],
    });
    const project = new codebuild.Project(this, 'Project', {
      description: 'Builds the image of the nodes',
      // Left to itself the construct would let the build create log and report groups that outlive the stack.
      role: role.withoutPolicyUpdates(),
      grantReportGroupPermissions: false,
      source: codebuild.Source.s3({bucket: source.bucket, path: source.s3ObjectKey}),
      environment: {
        buildImage:
          this.architecture === 'arm64'
            ? codebuild.LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_3_0
            : codebuild.LinuxBuildImage.AMAZON_LINUX_2023_5,
        computeType: codebuild.ComputeType.SMALL,
        // `docker build` needs a Docker daemon of its own.
        privileged: true,
      },
      environmentVariables: {
        IMAGE: {value: repository.repositoryUri},
        REGISTRY: {value: registryOf(repository)},
      },
      encryptionKey: Alias.fromAliasName(this, 'S3Key', 'alias/aws/s3'),
      logging: {cloudWatch: {logGroup: logs, prefix: 'build'}},
      timeout: BUILD_LIMIT,
      queuedTimeout: Duration.minutes(5),
      buildSpec: codebuild.BuildSpec.fromObject({
        version: '0.2',
        phases: {
          build: {
            'on-failure': 'ABORT',
            commands: [
              'aws ecr get-login-password | docker login --username AWS --password-stdin "$REGISTRY"',
              'docker build --tag "$IMAGE" .',
              'docker push "$IMAGE"',
            ],
          },
        },
      }),
    });
    project.node.addDependency(rights);
    return project;
  }

  #validateArchitecture(): void {
    if (!ARCHITECTURES.includes(this.architecture)) refuse('arch', this.architecture, ARCHITECTURES.join(', '));
  }

  #validateBuilder(builder: ImageBuilder): void {
    if (!IMAGE_BUILDERS.includes(builder)) refuse('image', builder, IMAGE_BUILDERS.join(', '));
  }

  #validateDirectory(directory: string): void {
    if (!existsSync(join(directory, 'Dockerfile'))) refuse('directory', directory, 'a folder with a Dockerfile');
  }
}

/** An image that is named by the resource that pushed it, so that whatever runs it waits for the push. */
class BuiltImage extends ecs.ContainerImage {
  readonly #repository: Repository;
  readonly #built: CustomResource;

  constructor(repository: Repository, built: CustomResource) {
    super();
    this.#repository = repository;
    this.#built = built;
  }

  bind(_scope: Construct, container: ecs.ContainerDefinition): ecs.ContainerImageConfig {
    this.#repository.grantPull(container.taskDefinition.obtainExecutionRole());
    return {imageName: this.#built.ref};
  }
}

function registryOf(repository: Repository): string {
  const {account, region, urlSuffix} = Stack.of(repository);
  return `${account}.dkr.ecr.${region}.${urlSuffix}`;
}
