import type {SourceSpec} from '@tandem/connectors';
import type {Applied, Entry, Machine, SnapshotPart, StateCut, StatePart} from '@tandem/cluster';
import type {SiddhiApp} from '@tandem/engine';
import {decode, finish, type Plain} from '@tandem/wire';
import {checkApp} from '../apps/check-app.ts';
import {AppOutputs} from './app-outputs.ts';
import {Arrivals} from './arrivals.ts';
import type {Deployed} from './deployed.ts';
import {Deployments} from './deployments.ts';
import {ErrorStore, type KeptError, type SavedErrors} from './error-store.ts';
import {decodeInput, encodeInput, type Input} from './input.ts';
import {type Field, list, MachineCut} from './machine-cut.ts';
import {nextDue, passTime} from './passing-time.ts';
import {RememberedKeys, type SavedKey} from './remembered-keys.ts';
import type {Reply} from './reply.ts';
import {Topics} from './topics.ts';
import {Turn} from './turn.ts';

export type MachineOptions = {
  idempotencyKeys: number;
  idempotencyAgeMs: number;
  /** Values of `${name}` in app texts; the same on both nodes. */
  variables?: Record<string, string>;
  /** An app was deployed, removed, started or stopped: ports may have to be opened or closed. */
  onAppsChanged?: () => void;
};

/**
 * Snapshot of the machine itself. Version 2 adds the error store to version 1:
 * [1, now, [[name, text, running, stoppedBy, since]], [[key, sequence, at, events]], [[app, file]]].
 * While nothing is kept in it version 1 is written, which a node of the version before reads, too.
 */
const version = 2;
type Saved = [number, number, [string, string, boolean, string, number][], SavedKey[], [string, string][], SavedErrors];

/**
 * The deterministic state machine of a node: apps, their timers, topics
 * between them, and remembered idempotency keys. The same entries on the same
 * snapshot give the same state and the same outputs. A defect in one app stops
 * that app only.
 */
export class AppMachine implements Machine {
  readonly #options: MachineOptions;
  readonly #turn = new Turn();
  readonly #keys: RememberedKeys;
  readonly #topics: Topics;
  readonly #errors = new ErrorStore();
  readonly #apps: Deployments;
  readonly #arrivals: Arrivals;
  /** Of the parts of the last snapshot, bytes. */
  readonly #lengths = new Map<string, number>();
  /** What this node has encoded itself last, until it is applied. Rows belong to the machine from then on. */
  #expected: {payload: Uint8Array; input: Input} | undefined;

  constructor(options: MachineOptions) {
    this.#options = options;
    const turn = this.#turn;
    const errors = this.#errors;
    const keys = new RememberedKeys(options.idempotencyKeys, options.idempotencyAgeMs);
    const topics = new Topics((source, events) => this.#arrivals.deliver(source, events));
    const outputs = new AppOutputs(turn, topics, errors, {
      get: (name) => this.#apps.get(name),
      sources: () => this.#apps.sources(),
    });
    const apps = new Deployments({turn, topics, hooks: outputs, variables: options.variables ?? {}});
    this.#keys = keys;
    this.#topics = topics;
    this.#apps = apps;
    this.#arrivals = new Arrivals({turn, apps, topics, keys, errors, outputs});
  }

  apply(entry: Entry): Applied {
    this.#turn.begin(entry.sequence);
    for (const {instance} of this.#apps.all()) instance?.random.begin(entry.sequence);
    passTime(entry.timestamp, this.#turn, this.#apps, this.#topics);
    const reply = entry.payload.length === 0 ? undefined : this.#take(this.#inputOf(entry.payload));
    const outputs = this.#turn.end();
    if (this.#apps.changed) this.#tellChange();
    return {outputs, ...(reply !== undefined && {reply})};
  }

  /** Encodes an input that is about to be applied on this node, which then need not decode it again. */
  encoded(input: Input): Uint8Array {
    const payload = encodeInput(input);
    this.#expected = {payload, input};
    return payload;
  }
  #inputOf(payload: Uint8Array): Input {
    const expected = this.#expected;
    this.#expected = undefined;
    return expected?.payload === payload ? expected.input : decodeInput(payload);
  }

  nextDue(): number | undefined {
    return nextDue(this.#apps);
  }

  cut(only?: readonly StatePart[]): StateCut {
    const wanted = only && Map.groupBy(only, ({app}) => app);
    const cutOf = ({name, instance}: Deployed): ReturnType<SiddhiApp['cut']> | undefined => {
      const pieces = wanted?.get(name);
      if (!wanted || pieces) return instance?.app.cut(pieces && new Set(pieces.map(({operator}) => operator)));
      return undefined;
    };
    const apps = [...this.#apps.all()];
    const deployed = apps.map((d) => [d.name, d.text, d.instance !== undefined, d.stoppedBy ?? '', d.since]);
    const files = [...this.#apps.files];
    const [next, kept] = this.#errors.saved();
    const errors: Field = function* write(to) {
      to.array(2);
      to.value(next);
      yield* list(kept)(to);
    };
    const keys = this.#keys.cut();
    const own: Field[] = [this.#turn.now, list(deployed), keys, list(files)];
    return new MachineCut(
      this.#errors.isNew ? [1, ...own] : [version, ...own, errors],
      new Map<string, Field>([
        ['time', this.#turn.now],
        ['keys', keys],
        ['files', list(files)],
        ['errors', errors],
      ]),
      apps.map((d) => ({
        app: d.name,
        cut: cutOf(d),
        held: d.held ?? new Uint8Array(),
        deployment: [d.text, d.instance !== undefined, d.stoppedBy ?? '', d.held !== undefined],
      })),
      this.#lengths,
      () => this.#keys.endCut(),
    );
  }
  /** All of a cut at once. */
  snapshot(): SnapshotPart[] {
    const cut = this.cut();
    const parts = finish(cut.parts());
    cut.close();
    return parts;
  }

  parts(): StatePart[] {
    const apps = [...this.#apps.all()].flatMap(({name: app, instance}) => [
      {app, operator: 'deployment'},
      ...(instance?.app.statefuls().map((operator) => ({app, operator})) ?? []),
    ]);
    return [...['time', 'keys', 'files', 'errors'].map((operator) => ({app: '', operator})), ...apps];
  }

  restore(parts: readonly SnapshotPart[]): void {
    finish(this.restoreSteps(parts));
  }

  *restoreSteps(parts: readonly SnapshotPart[]): Generator<void, void> {
    this.#apps.removeAll();
    this.#topics.clear();
    this.#turn.counts = false;
    const own = parts.find((part) => part.app === '');
    const [found, now, apps, keys, files, errors]: Saved = own
      ? (decode(own.bytes) as unknown as Saved)
      : [version, 0, [], [], [], [1, []]];
    if (found !== version && found !== 1)
      throw new Error(`snapshot format ${found} of the machine is unknown: it was written by a later version`);
    this.#turn.now = now;
    this.#keys.restore(keys);
    this.#apps.files.clear();
    for (const [app, hash] of files) this.#apps.files.set(app, hash);
    this.#errors.restore(found === 1 ? [1, []] : errors);
    for (const [name, text, running, stoppedBy, since] of apps) {
      const held = parts.find((part) => part.app === name)?.bytes ?? new Uint8Array();
      const reason = stoppedBy === '' ? undefined : stoppedBy;
      yield* this.#apps.putBack({name, text, instance: undefined, held, stoppedBy: reason, since}, running);
    }
    this.#tellChange();
  }

  // ---- what the active node's ports ask; changes nothing -----------------

  apps(): readonly Deployed[] {
    return [...this.#apps.all()];
  }
  app(name: string): Deployed | undefined {
    return this.#apps.get(name);
  }
  sources(): SourceSpec[] {
    return this.#apps.sources();
  }
  /** Hash of the file that an app was last deployed from, if it ever was. */
  fileVersion(app: string): string | undefined {
    return this.#apps.files.get(app);
  }
  /** The apps that came from files, those removed since among them. */
  fileApps(): string[] {
    return [...this.#apps.files.keys()];
  }
  now(): number {
    return this.#turn.now;
  }
  /** What `@OnError(action='store')` has kept, oldest first. */
  errors(app?: string): readonly KeptError[] {
    return this.#errors.list(app);
  }
  error(id: number): KeptError | undefined {
    return this.#errors.get(id);
  }
  /** Compiles a text as a deployment would and throws what it would be refused for. */
  check(text: string): {name: string} {
    return checkApp(text, this.#options.variables);
  }

  // ---- inputs -------------------------------------------------------------

  #take(input: Input): Reply {
    const apps = this.#apps;
    switch (input.kind) {
      case 'events':
        return this.#arrivals.events(input);
      case 'deploy':
        return apps.deploy(input);
      case 'remove':
        return apps.with(input.app, (deployed) => {
          for (const {id} of this.#errors.list(deployed.name)) this.#errors.discard(id);
          return apps.remove(deployed);
        });
      case 'activate':
        return apps.with(input.app, (deployed) => apps.activate(deployed, input.active));
      case 'withdraw':
        return apps.withdraw(input.app);
      case 'clear':
        return apps.with(input.app, (deployed) => apps.clear(deployed));
      case 'replayErrors':
        return this.#arrivals.replayErrors(input.ids);
      case 'discardErrors':
        for (const id of input.ids) this.#errors.discard(id);
        return this.#turn.done('');
      case 'undelivered':
        return this.#arrivals.undelivered(input);
      case 'query':
        return apps.with(input.app, (deployed) => this.#query(deployed, input.query));
      case 'external':
        return apps.with(input.app, (deployed) => this.#arrivals.answer(deployed, input.answer));
      default:
        throw new Error('unreachable input');
    }
  }
  #query({name, instance}: Deployed, text: string): Reply {
    if (!instance) return this.#turn.refuse('stopped', `the app ${name} does not run`);
    const found = instance.app.ask(text);
    this.#topics.drain();
    const {sequence} = this.#turn;
    if (typeof found === 'number') return {ok: true, sequence, awaits: found};
    return {ok: true, sequence, rows: found.map((event) => event.data as Plain[])};
  }
  #tellChange(): void {
    this.#apps.changed = false;
    this.#options.onAppsChanged?.();
  }
}
