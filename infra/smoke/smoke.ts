import {type Cloud, type RunCdk} from './cloud.ts';
import {type Load, type LoadOptions} from './load.ts';
import {type RemotePair} from './pair.ts';

export const STACK = 'Tandem';
export const TAG = 'tandem-smoke';

export type SmokeOptions = {
  /** Marks everything of this run. */
  readonly run: string;
  /** The address block that this machine has as AWS sees it: nobody else is let in. */
  readonly from: string;
  readonly eventPort: number;
  readonly eventPath: string;
  /** A folder with the app that counts. */
  readonly apps: string;
  /** How long the load runs undisturbed before and after the active task is stopped. */
  readonly calmMs: number;
  readonly clients: number;
  readonly rate: number;
  /** Leaves the stack as it is. */
  readonly keep: boolean;
};

export type SmokeParts = {
  readonly cloud: Cloud;
  readonly cdk: RunCdk;
  readonly pair: (host: string, password: string) => RemotePair;
  readonly load: (options: LoadOptions) => Load;
  readonly say: (line: string) => void;
  readonly pause: (ms: number) => Promise<void>;
};

export type SmokeResult = {
  readonly failures: readonly string[];
  readonly facts: readonly string[];
  readonly leftovers: readonly string[];
};

/** How often something is asked that takes AWS minutes, and how often at most. */
const POLL = 2000;
const PATIENCE = 300;

/**
 * Deploys, pushes, stops the active task, counts, destroys.
 *
 * Always holds: what was deployed is destroyed whatever else happens, unless it is to be kept; and a stack that was there before is
 * never touched.
 */
export class Smoke {
  readonly #parts: SmokeParts;
  readonly #options: SmokeOptions;
  readonly #facts: string[] = [];
  readonly #failures: string[] = [];

  constructor(options: SmokeOptions, parts: SmokeParts) {
    this.#options = options;
    this.#parts = parts;
  }

  async run(): Promise<SmokeResult> {
    const {cloud, say} = this.#parts;
    const status = await cloud.stackStatus(STACK);
    if (status !== undefined)
      return this.#result([`a stack ${STACK} is there already (${status}): this run would change and destroy it`], []);
    if ((await cloud.stackStatus('CDKToolkit')) === undefined)
      return this.#result(
        ['this account and region have no CDK bootstrap: run `npx -y pnpm@12.21.0 cdk bootstrap`'],
        [],
      );
    try {
      await this.#deploy();
      await this.#underLoad();
    } catch (error) {
      this.#failures.push(error instanceof Error ? error.message : String(error));
    }
    if (this.#options.keep) {
      say(`${STACK} is kept, and costs money until it is destroyed: npx -y pnpm@12.21.0 cdk destroy`);
      return this.#result(this.#failures, []);
    }
    return this.#destroy();
  }

  #context(): string[] {
    const {from, apps} = this.#options;
    return ['-c', `apps=${apps}`, '-c', `ingressCidr=${from}`, '-c', `adminCidr=${from}`];
  }

  async #deploy(): Promise<void> {
    const {cdk, say} = this.#parts;
    const began = performance.now();
    say('cdk deploy');
    const tag = `${TAG}=${this.#options.run}`;
    const code = await cdk(['deploy', STACK, '--require-approval', 'never', '--tags', tag, ...this.#context()]);
    if (code !== 0) throw new Error(`cdk deploy ended with code ${code}`);
    this.#facts.push(`deployed in ${seconds(began)}`);
  }

  async #underLoad(): Promise<void> {
    const {cloud, say, pause} = this.#parts;
    const {calmMs, clients, rate, eventPort, eventPath} = this.#options;
    const {EndpointAddress = '', AdminPasswordArn = '', ClusterName = ''} = await cloud.outputs(STACK);
    const password = await cloud.secret(AdminPasswordArn);
    const pair = this.#parts.pair(EndpointAddress, password);
    const began = performance.now();
    await this.#eventually('the load balancer to reach an active node', () => pair.active());
    this.#facts.push(`reachable ${seconds(began)} after the deployment`);

    const load = this.#parts.load({url: `http://${EndpointAddress}:${eventPort}${eventPath}`, password, clients, rate});
    await pause(calmMs);
    const active = await this.#eventually('an active node', () => pair.active());
    const task = (await cloud.runningTasks(ClusterName)).get(active);
    if (task === undefined) throw new Error(`no running task of ${active} in ${ClusterName}`);
    say(`${active} is active: its task ${task} is stopped`);
    const stopped = performance.now();
    await cloud.stopTask(ClusterName, task, 'smoke test');
    const successor = await this.#eventually('the other node to be active', async () => {
      const now = await pair.active();
      return now === active ? undefined : now;
    });
    this.#facts.push(`${successor} was seen active ${seconds(stopped)} after the task of ${active} was told to stop`);
    await this.#eventually('a new task', async () => {
      const now = (await cloud.runningTasks(ClusterName)).get(active);
      return now === task ? undefined : now;
    });
    this.#facts.push(`a new task of ${active} ran ${seconds(stopped)} after that`);
    await pause(calmMs);
    say('no more events; waiting for the last answers');
    await load.stop();
    this.#count(load, await pair.counted());
  }

  /** Every answered event was counted, once. */
  #count({answered, retries, longestWaitMs}: Load, rows: Awaited<ReturnType<RemotePair['counted']>>): void {
    const sum = (of: readonly number[]): number => of.reduce((total, count) => total + count, 0);
    const seen = answered.map((_, client) => rows.find((row) => row.client === client)?.seen ?? 0);
    const lost = sum(answered.map((count, client) => Math.max(0, count - (seen[client] ?? 0))));
    const doubled = sum(answered.map((count, client) => Math.max(0, (seen[client] ?? 0) - count)));
    this.#facts.push(
      `${sum(answered)} events answered, ${sum(seen)} counted, ${retries} attempts were repeated, the longest wait was ${longestWaitMs} ms`,
    );
    if (sum(answered) === 0) this.#failures.push('no event was answered');
    if (lost > 0) this.#failures.push(`${lost} answered events were not counted`);
    if (doubled > 0) this.#failures.push(`${doubled} events were counted twice`);
  }

  async #destroy(): Promise<SmokeResult> {
    const {cdk, cloud, say} = this.#parts;
    const began = performance.now();
    say('cdk destroy');
    const code = await cdk(['destroy', STACK, '--force', ...this.#context()]);
    const status = await cloud.stackStatus(STACK);
    if (code !== 0 || status !== undefined)
      this.#failures.push(
        `cdk destroy ended with code ${code}, the stack is ${status ?? 'gone'}: it may still cost money`,
      );
    else this.#facts.push(`destroyed in ${seconds(began)}`);
    return this.#result(this.#failures, await cloud.tagged(TAG, this.#options.run));
  }

  /** What ECS keeps as inactive costs nothing and is not to be deleted; the rest should not be there. */
  #result(failures: readonly string[], tagged: readonly string[]): SmokeResult {
    const leftovers = tagged.filter((arn) => !/:task-definition\//.test(arn));
    return {
      facts: this.#facts,
      leftovers,
      failures: [...failures, ...leftovers.map((arn) => `left over: ${arn}`)],
    };
  }

  async #eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
    for (let tries = 0; tries < PATIENCE; tries++) {
      const answer = await ask();
      if (answer !== undefined) return answer;
      await this.#parts.pause(POLL);
    }
    throw new Error(`waited ${(PATIENCE * POLL) / 60_000} minutes in vain for ${what}`);
  }
}

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(0)} s`;
