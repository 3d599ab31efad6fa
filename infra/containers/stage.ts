import {cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {type Database, DATABASE_HOST, DATABASE_PORT} from './database/database.ts';
import {keepLog} from './podman/keep-log.ts';
import {startTask, type Task} from './ecs/task.ts';
import {buildImage} from './podman/images.ts';
import {Network} from './podman/network.ts';
import {Podman} from './podman/podman.ts';
import {grantable} from './podman/task-arguments.ts';
import {type StartTimes, startTimes} from './start-times.ts';
import {type Blueprint, blueprint} from './template/blueprint.ts';
import {Secrets} from './template/secrets.ts';
import {synthesise} from './template/synthesise.ts';
import {type TaskSpec} from './template/task-spec.ts';

/** Where the certificate of the database lies in a node's container. */
const CERTIFICATE = '/run/tandem-database-ca.pem';

/** An image that was built for the round, and what was synthesised with it. */
export type Release = Blueprint & {
  readonly image: string;
  readonly synthSeconds: number;
  readonly buildSeconds: number;
};

/** A folder, a network and the images of one round, and how its tasks are started; `clear` takes all of it away. */
export class Stage {
  readonly podman: Podman;
  readonly network: Network;
  readonly folder: string;
  readonly starts: StartTimes[] = [];
  readonly #images: string[] = [];
  #secrets: Secrets | undefined;

  private constructor(podman: Podman, network: Network, folder: string) {
    this.podman = podman;
    this.network = network;
    this.folder = folder;
  }

  static async open(): Promise<Stage> {
    const folder = mkdtempSync(join(tmpdir(), 'tandem-containers-'));
    const name = basename(folder).toLowerCase();
    const podman = new Podman(`tandem-round=${name}`);
    try {
      return new Stage(podman, await Network.create(podman, name), folder);
    } catch (error) {
      rmSync(folder, {recursive: true, force: true});
      throw error;
    }
  }

  /** Synthesises the cluster with those apps and settings for this machine's architecture, and builds its image as the deployment would. */
  async release(
    name: string,
    apps: Readonly<Record<string, string>>,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<Release> {
    const appsFolder = join(this.folder, name, 'apps');
    mkdirSync(appsFolder, {recursive: true});
    for (const [file, text] of Object.entries(apps)) writeFileSync(join(appsFolder, file), text);
    const arch = process.arch === 'arm64' ? 'arm64' : 'x86_64';
    const made = await synthesise(join(this.folder, name), {arch, apps: appsFolder, ...settings});
    const image = `localhost/${this.network.name}:${made.context.hash.slice(0, 12)}`;
    const buildSeconds = await buildImage(this.podman, made.context.folder, image);
    this.#images.push(image);
    this.#secrets ??= new Secrets(made.template);
    const here = {image, databaseHost: DATABASE_HOST, databasePort: DATABASE_PORT};
    return {...blueprint(made.template, here, this.#secrets), image, synthSeconds: made.seconds, buildSeconds};
  }

  async launch(spec: TaskSpec, database: Database, ports: {rest: number; events: number}): Promise<Task> {
    const task = await startTask(spec, {
      podman: this.podman,
      network: this.network,
      folder: this.folder,
      hosts: {[DATABASE_HOST]: database.ip},
      files: {[CERTIFICATE]: database.certificate},
      environment: environmentHere(spec),
      grantable: grantable(),
    });
    // A task that dies before it is ready is the service's concern.
    void startTimes(task, ports).then(
      (times) => this.starts.push(times),
      () => undefined,
    );
    return task;
  }

  /** The logs of the round's containers, also of those that still run, to where they outlive it. */
  async keepLogs(to: string): Promise<void> {
    rmSync(to, {recursive: true, force: true});
    mkdirSync(to, {recursive: true});
    for (const entry of await this.podman.left())
      if (entry.startsWith('container ')) await keepLog(entry.slice('container '.length), this.folder);
    for (const file of readdirSync(this.folder))
      if (file.endsWith('.log')) cpSync(join(this.folder, file), join(to, file));
  }

  /** @returns what could not be removed */
  async clear(): Promise<string[]> {
    await this.podman.removeAll();
    for (const image of new Set(this.#images)) await this.podman.run(['rmi', '--force', image]);
    rmSync(this.folder, {recursive: true, force: true});
    return this.podman.left();
  }
}

/**
 * The database's certificate is not one of Amazon's: the node checks it, and the name in it, against the authorities that Node.js
 * knows, to which the round's is added.
 */
function environmentHere({environment}: TaskSpec): Record<string, string> {
  return environment['TANDEM_DATABASE_TLS'] === 'rds'
    ? {TANDEM_DATABASE_TLS: 'system', NODE_EXTRA_CA_CERTS: CERTIFICATE}
    : {};
}
