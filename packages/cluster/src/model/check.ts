import {protocol as production, type Protocol} from './bounds.ts';
import {Progress} from './progress.ts';
import {type Found, type Limits, search} from './search.ts';
import type {Setting} from './settings.ts';

export type Checked = Found & {name: string; progressChecks: number};

/** Searches one setting: S1, S2 and S3 at every state, progress from every so-manieth. */
export function check(
  {name, bounds, progressEvery}: Setting,
  limits: Limits = {},
  protocol: Protocol = production,
): Checked {
  const progress = new Progress(bounds, protocol);
  let progressChecks = 0;
  const found = search(
    bounds,
    {
      ...limits,
      inspect: (ids, space, index) => {
        if (progressEvery === 0 || index % progressEvery !== 0) return undefined;
        progressChecks++;
        const failure = progress.failure(space.parts(ids));
        return failure && `L1: nobody ends up acting, ${failure}`;
      },
    },
    protocol,
  );
  return {...found, name, progressChecks};
}
