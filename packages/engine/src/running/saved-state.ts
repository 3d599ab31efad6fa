import {must} from '@tandem/base';
import {encode, type Plain, ValueReader} from '@tandem/wire';
import type {StateCut} from '../api.ts';
import {AppCut} from '../core/app-cut.ts';
import {carryOver, type Form, formsOfPlain, formsToPlain} from '../core/carry-over.ts';
import type {Steps} from '../core/cut.ts';
import type {Scheduler} from '../core/scheduler.ts';
import type {StateRegistry} from '../core/state.ts';
import {renameQueries} from '../partitions/rename-queries.ts';
import type {Draws} from './draws.ts';
import type {Life} from './life.ts';

/**
 * Layout of `snapshot()`; raised when a reader of the old one could go wrong.
 *   2  [2, now, draws, started, state by member]
 *   3  as 2, then the mark of the text and the forms of the members: what another text of the app may take over.
 *   4  as 3, timers with their order, and at the end how many times one was entered.
 */
const SNAPSHOT_VERSION = 4;

/** What stands in a snapshot behind the states: of what text, and where the order of timers goes on. */
type Behind = {textMark?: string | undefined; entered?: number | undefined};
/** `state`: what of the states this app can take, where it is not all as it is there. */
type Taken = {state?: ReadonlyMap<string, Plain>; dropped: string[]; behind?: Behind};

export type SavedStateOptions = {
  /** Of the app's text and variables. */
  textMark: string;
  registry: StateRegistry;
  forms: ReadonlyMap<string, Form>;
  scheduler: Scheduler;
  draws: Draws;
  life: Life;
};

/** The state of an app as a whole: its clock, and what its operators hold. */
export class SavedState {
  readonly #options: SavedStateOptions;

  constructor(options: SavedStateOptions) {
    this.#options = options;
  }
  cut(only?: ReadonlySet<string>): StateCut {
    const {textMark, forms, scheduler, registry} = this.#options;
    const clock = this.#clock();
    const behind = [textMark, formsToPlain(forms), scheduler.entered];
    return new AppCut([SNAPSHOT_VERSION, ...clock], registry.cut(only), behind, clock);
  }
  names(): string[] {
    return ['clock', ...this.#options.registry.names()];
  }
  of(stateful: string): Uint8Array | undefined {
    if (stateful === 'clock') return encode(this.#clock());
    const state = this.#options.registry.find(stateful)?.save();
    return state === undefined ? undefined : encode(state);
  }
  /** `cleared`: what is not in the registry is to be empty before its states come. Answers what found no place. */
  *restoreSteps(bytes: Uint8Array, cleared: () => void): Steps<string[]> {
    const {textMark: own, registry, scheduler, draws, life} = this.#options;
    const from = new ValueReader(bytes);
    const length = from.array();
    const [version, now, drawn, started] = [from.value(), from.value(), from.value(), from.value()] as number[];
    if (version === undefined || version < 2 || version > SNAPSHOT_VERSION)
      throw new Error(`snapshot version ${version} is not readable, expected ${SNAPSHOT_VERSION}`);
    // The same text needs no look at its forms, which another version of the engine may write otherwise, nor at what stands behind
    // the states before they are read.
    const isOwn = length === 8 && from.endsWith(own, 3);
    const taken: Taken = isOwn ? {dropped: []} : yield* this.#lookAhead(from, length - 5);
    const {state, dropped} = taken;
    if (started === 1) life.begun = true;
    scheduler.set(must(now, 'a clock'));
    draws.passTo(must(drawn, 'a count of draws'));
    cleared();
    const drop = (name: string): void => void dropped.push(`the state of '${name}' has no place in this app`);
    if (state) registry.restore(state, drop);
    else yield* registry.restoreSteps(from, drop);
    const {textMark, entered} = taken.behind ?? readBehind(from, 3);
    if (isOwn && textMark !== own) throw new Error('the states in the snapshot do not end where they should');
    if (entered !== undefined)
      // What started anew stands behind what was waiting, but for the same text all is as it was.
      scheduler.resumeFrom(textMark === own ? entered : Math.max(entered, scheduler.entered));
    return dropped;
  }
  /** Reads `count` values behind the states first. */
  *#lookAhead(from: ValueReader, count: number): Steps<Taken> {
    const toStates = from.mark();
    yield* from.skip();
    const behind = readBehind(from, count);
    toStates();
    if (behind.forms === undefined || behind.textMark === this.#options.textMark) return {dropped: [], behind};
    const states = (yield* from.slowly()) as ReadonlyMap<string, Plain>;
    return {...carryOver(states, formsOfPlain(behind.forms), this.#options.forms, renameQueries), behind};
  }
  #clock(): number[] {
    const {scheduler, draws, life} = this.#options;
    return [scheduler.now(), draws.count, life.begun ? 1 : 0];
  }
}

function readBehind(from: ValueReader, count: number): Behind & {forms?: Plain | undefined} {
  const [textMark, forms, entered] = Array.from({length: count}, () => from.value()) as [string?, Plain?, number?];
  from.end();
  return {textMark, forms, entered};
}
