import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {keptImage} from '../podman/images.ts';
import {type Network} from '../podman/network.ts';
import {type Podman} from '../podman/podman.ts';
import {type DatabaseSpec} from '../template/database-spec.ts';
import {eventually} from '../wait.ts';

const IMAGE = fileURLToPath(new URL('image', import.meta.url));

/** As an endpoint of RDS is: a name, which the certificate is for. */
export const DATABASE_HOST = 'tandem.database.internal';
export const DATABASE_PORT = 3306;

/** A MariaDB in a container of its own, with the parameters, user and database of the template, and TLS. */
export class Database {
  readonly ip: string;
  /** File of this machine with the certificate that the nodes must trust. */
  readonly certificate: string;
  readonly version: string;
  readonly #podman: Podman;
  readonly #name: string;

  private constructor(podman: Podman, name: string, ip: string, certificate: string, version: string) {
    this.#podman = podman;
    this.#name = name;
    this.ip = ip;
    this.certificate = certificate;
    this.version = version;
  }

  /** @param folder where the certificate is put */
  static async start(podman: Podman, network: Network, spec: DatabaseSpec, folder: string): Promise<Database> {
    const {tag} = await keptImage(podman, IMAGE, 'localhost/tandem-test-database');
    const {ip, args} = network.address();
    const name = `${network.name}-database`;
    const env = {
      DATABASE_HOST,
      DATABASE_NAME: spec.name,
      DATABASE_USER: spec.user,
      DATABASE_PASSWORD: spec.password,
    };
    const parameters = Object.entries(spec.parameters).map(([key, value]) => `--${key.replaceAll('_', '-')}=${value}`);
    const variables = Object.keys(env).map((key) => `--env=${key}`);
    const label = ['--label', podman.label, '--pull', 'never', '--no-healthcheck'];
    await podman.run(['run', '--detach', '--name', name, ...label, ...args, ...variables, tag, ...parameters], {env});
    const ready = ['exec', name, 'mariadb-admin', '--socket=/data/socket', '--user=root', 'ping'];
    await eventually(60_000, 'the database to answer', () => podman.run(ready).then(Boolean, () => false));
    const certificate = join(folder, 'database-ca.pem');
    writeFileSync(certificate, await podman.run(['exec', name, 'cat', '/data/ca.pem']));
    // The node is not root.
    chmodSync(certificate, 0o644);
    const version = await podman.run(['exec', name, 'mariadbd', '--no-defaults', '--version']);
    return new Database(podman, name, ip, certificate, /Ver (\S+)/.exec(version)?.[1] ?? version);
  }

  /** As by a reboot of the instance: the address stays. */
  async stop(): Promise<void> {
    await this.#podman.run(['stop', '--time', '20', this.#name]);
  }

  async startAgain(): Promise<void> {
    await this.#podman.run(['start', this.#name]);
  }
}
