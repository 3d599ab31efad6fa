import type {Form} from '../core/carry-over.ts';
import type {Chunk} from '../core/chunk.ts';
import type {Depth} from '../core/depth.ts';
import type {Junction} from '../core/junction.ts';
import type {Scheduler} from '../core/scheduler.ts';
import type {Stage} from '../core/stage.ts';
import type {StateRegistry} from '../core/state.ts';
import type {AppPlanner} from './app-planner.ts';

/** What building an app needs of the app. */
export type BuildHost = {
  scheduler: Scheduler;
  registry: StateRegistry;
  junction(name: string): Junction;
  depth: Depth;
  /** Runs a timer's turn of that query. */
  guard: (turn: () => void, query: string) => void;
  fail(error: Error, stream: string, chunk: Chunk): void;
  /** What the state of a member of the registry depends on. */
  form(name: string, form: Form): void;
};

/** `stage` takes what the stream, or named window, of that name gives. */
export function subscribe(name: string, stage: Stage, planner: AppPlanner, host: BuildHost): void {
  const window = planner.windows.get(name);
  if (window) window.subscribe(stage);
  else host.junction(name).subscribe(stage);
}
