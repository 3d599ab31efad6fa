import {SiddhiAppError} from '../error.ts';

/** The error that `run` throws, which must be a SiddhiAppError of kind `syntax`. */
export function refusal(run: () => unknown): SiddhiAppError {
  try {
    run();
  } catch (error) {
    if (error instanceof SiddhiAppError && error.kind === 'syntax') return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
