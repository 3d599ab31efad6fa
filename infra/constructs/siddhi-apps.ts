import {existsSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {appFiles, checkApp, type CheckedApp, SiddhiAppError} from '@tandem/runtime/apps';
import {ports} from '@tandem/runtime/config';
import {refuse, Refused} from './refuse.ts';

export interface SiddhiAppsOptions {
  /**
   * Values of `${name}` in the texts. They become part of the deployed text, which lies in the image: no place for a secret.
   * @default - none: a text that asks for a value is refused
   */
  readonly variables?: Readonly<Record<string, string>>;
}

/** One app: its name, the file that it comes from, and its text as it is deployed. */
export type SiddhiApp = {readonly name: string; readonly file: string; readonly text: string};

/** What a node listens on by itself, so that no app can. */
const OWN_PORTS: Readonly<Record<number, string>> = {
  [ports.http]: 'REST and health',
  [ports.https]: 'REST',
  [ports.stores]: 'on-demand queries',
  [ports.storesHttps]: 'on-demand queries',
  [ports.eventSync]: 'the link between the nodes',
};

/**
 * The Siddhi apps of a folder, compiled by the engine that will run them.
 *
 * Always holds: every app is one that a node takes, no two have one name, and all ports that they name can be opened.
 */
export class SiddhiApps {
  readonly apps: readonly SiddhiApp[];
  /** The ports that the sources of the apps name, in ascending order, each once. */
  readonly ports: readonly number[];

  /** Compiles the `*.siddhi` files of a folder. All that is wrong is refused at once, each fault with `file:line:column`. */
  static fromFolder(folder: string, options: SiddhiAppsOptions = {}): SiddhiApps {
    const isFolder = existsSync(folder) && statSync(folder).isDirectory();
    const files = isFolder ? appFiles(folder) : [];
    if (files.length === 0) refuse('apps', folder, 'a folder with at least one *.siddhi file');
    const variables = checkVariables(options.variables ?? {});
    const faults: string[] = [];
    const found = new Map<string, SiddhiApp>();
    const opened = new Set<number>();
    for (const {file, text} of files) {
      const path = join(folder, file);
      try {
        const app = checkApp(text, variables);
        checkPorts(app);
        const other = found.get(app.name);
        if (other) throw new Refused(`${path}: the app ${app.name} is that of ${join(folder, other.file)} already`);
        found.set(app.name, {name: app.name, file, text: app.text});
        for (const {port} of app.ports) opened.add(port);
      } catch (error) {
        faults.push(faultOf(path, error));
      }
    }
    if (faults.length > 0) throw new Refused(faults.join('\n'));
    return new SiddhiApps(
      [...found.values()],
      [...opened].sort((a, b) => a - b),
    );
  }

  private constructor(apps: readonly SiddhiApp[], opened: readonly number[]) {
    this.apps = apps;
    this.ports = opened;
  }
}

/** A value is put into the text as it stands, once: one that holds a `${name}` would ask for a value on the node. */
function checkVariables(variables: Readonly<Record<string, string>>): Record<string, string> {
  for (const [name, value] of Object.entries(variables)) {
    if (!/^\w+$/.test(name)) refuse('appVariables', name, 'names of letters, digits and _');
    if (typeof value !== 'string' || /\$\{|[\r\n]/.test(value))
      refuse(`appVariables.${name}`, value, 'a text of one line without ${');
  }
  return variables;
}

function checkPorts({ports: opened, text}: CheckedApp): void {
  for (const {port, secure, at} of opened) {
    const refusePort = (reason: string): never => {
      throw new SiddhiAppError('creation', reason, at, text);
    };
    const own = OWN_PORTS[port];
    if (own !== undefined)
      refusePort(`port ${port} is the node's own, for ${own}; an app may take any other from 1024 on`);
    if (port < 1024) refusePort(`port ${port} is for the superuser, whom a node is not; expected one from 1024 on`);
    if (secure)
      refusePort('the nodes have no certificate: write http, and let the load balancer speak TLS with certificateArn');
  }
}

function faultOf(path: string, error: unknown): string {
  if (error instanceof Refused) return error.message;
  if (!(error instanceof SiddhiAppError)) throw error;
  return `${path}:${error.line}:${error.column}: ${error.reason}${pictureOf(error)}`;
}

/** The line and the caret under it; the message has the place above them. */
function pictureOf({message, reason}: SiddhiAppError): string {
  const [, , ...lines] = message.slice(reason.length).split('\n');
  return lines.map((line) => `\n${line}`).join('');
}
