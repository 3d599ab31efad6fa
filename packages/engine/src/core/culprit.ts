import type {Stage} from './stage.ts';

/** Where an error came from: the receiver in whose turn it was thrown. Kept beside errors, which know nothing of it. */
const culprits = new WeakMap<object, Stage>();
/** On the stage itself: a partition has some for each key, and a map of all of them would grow in one go. */
const name = Symbol('query');
type Named = Stage & {[name]?: string};

/** Notes that `stage` threw `error`, unless something further inside was noted already. Answers the error. */
export function blame(error: unknown, stage: Stage | undefined): unknown {
  if (stage && typeof error === 'object' && error !== null && !culprits.has(error)) culprits.set(error, stage);
  return error;
}
/** `stage` takes the events of the query of that name. */
export function nameStage(stage: Stage, query: string): Stage {
  (stage as Named)[name] = query;
  return stage;
}
/** The query that threw; '' where it was none, or is not known. */
export function queryOf(error: object): string {
  const stage: Named | undefined = culprits.get(error);
  return stage?.[name] ?? '';
}
