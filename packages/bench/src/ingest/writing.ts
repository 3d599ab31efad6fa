import {configTable} from '@tandem/runtime/config';
import type {Percentiles} from './load.ts';
import {type IngestEffort, underLoad} from './under-load.ts';

/** Answered requests at one rate, without and with a snapshot every 1.2 s of a window of `held` events. `snapshots`: so many were saved meanwhile. */
export type Writing = {held: number; rate: number; without: Percentiles; with: Percentiles; snapshots: number};

const held = 100_000;
const queries = `from StockStream#window.length(${held}) select symbol, avg(price) as mean group by symbol insert into Means;`;
const single = {connections: 64, pipelined: 1, batch: 1};
const filling = {connections: 64, pipelined: 1, batch: 100};

/** What writing snapshots does to the time of an answer, at half of what is reached without. */
export async function whileWriting(effort: IngestEffort, mysql?: string): Promise<Writing> {
  const every = (minutes: number): Record<string, string> => ({
    [configTable.snapshotIntervalMin.env]: String(minutes),
  });
  const quiet = await underLoad({environment: every(60), mysql, queries}, async ({send}) => {
    await send({...filling, ...effort});
    const rate = (await send({...single, ...effort})).requests / 2;
    return {rate, latency: (await send({...single, ...effort, rate})).latency};
  });
  return underLoad({environment: every(0.02), mysql, queries}, async ({send, total}) => {
    await send({...filling, ...effort});
    await send({...single, ...effort});
    const before = await total('snapshots_total');
    const {latency} = await send({...single, ...effort, rate: quiet.rate});
    const snapshots = (await total('snapshots_total')) - before;
    return {held, rate: quiet.rate, without: quiet.latency, with: latency, snapshots};
  });
}
