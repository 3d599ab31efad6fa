import {cpus, loadavg, release, totalmem} from 'node:os';

/** What a figure depends on. `load`: the average over 15 minutes when the figures were complete. */
export type Machine = {cpu: string; cores: number; memoryGiB: number; system: string; node: string; load: number};

export function machine(): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release().split('-')[0]}`,
    node: process.version,
    load: loadavg()[2] ?? 0,
  };
}
