import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {OWNER, REGION} from './aws.ts';

export type CdkRun = {readonly exitCode: number; readonly seconds: number; readonly output: string};

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CLI = join(dirname(createRequire(join(ROOT, 'package.json')).resolve('aws-cdk/package.json')), 'bin/cdk');

/** The CDK CLI of this workspace with `cdk.json` of this workspace, against an endpoint; no profile, credentials or accounts of the user's. */
export class Cdk {
  readonly #endpoint: string;
  readonly #folder: string;

  /** @param folder where it may write */
  constructor(endpoint: string, folder: string) {
    this.#endpoint = endpoint;
    this.#folder = folder;
  }

  async run(...args: readonly string[]): Promise<CdkRun> {
    const began = performance.now();
    const inherited = Object.entries(process.env).filter(([name]) => !/^(?:AWS|CDK)_/.test(name));
    const child = spawn(process.execPath, [CLI, ...args, '--output', join(this.#folder, 'cdk.out')], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...Object.fromEntries(inherited),
        CI: 'true',
        NO_COLOR: '1',
        CDK_HOME: join(this.#folder, 'cdk-home'),
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        AWS_ENDPOINT_URL: this.#endpoint,
        AWS_ACCESS_KEY_ID: OWNER.accessKeyId,
        AWS_SECRET_ACCESS_KEY: OWNER.secretAccessKey,
        AWS_REGION: REGION,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_CONFIG_FILE: join(this.#folder, 'no-config'),
        AWS_SHARED_CREDENTIALS_FILE: join(this.#folder, 'no-credentials'),
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => void (output += text));
    const [exitCode] = (await once(child, 'close')) as [number | null];
    return {exitCode: exitCode ?? -1, seconds: (performance.now() - began) / 1000, output};
  }
}
