import type {AppInstance} from './app-instance.ts';

/** An app as the machine knows it. Exactly one of `instance` and `held` is there. */
export type Deployed = {
  name: string;
  text: string;
  /** Runs. */
  instance: AppInstance | undefined;
  /** State of an app that does not run: deactivated, or stopped by a defect. Empty: none yet. */
  held: Uint8Array | undefined;
  /** Why it does not run, when it was not asked to stop. */
  stoppedBy: string | undefined;
  /** ms since 1970, entry time. */
  since: number;
};
