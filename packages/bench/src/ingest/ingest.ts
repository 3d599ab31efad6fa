import {must} from '@tandem/base';
import {configTable} from '@tandem/runtime/config';
import {type Case, type IngestEffort, type Reached, underLoad} from './under-load.ts';

/** As the settings call them. */
export const durabilities = ['replica', 'database', 'none'] as const;
export type Durability = (typeof durabilities)[number];

export const cases: readonly Case[] = [
  {connections: 1, pipelined: 1, batch: 1},
  {connections: 1, pipelined: 64, batch: 1},
  {connections: 64, pipelined: 1, batch: 1},
  {connections: 1, pipelined: 1, batch: 100},
  {connections: 64, pipelined: 1, batch: 100},
];

export type Ingested = Case & {durability: Durability; full: Reached; half: Reached};

/** The percentiles are those of half load: of one connection's few requests a single pause would decide them. */
export const halfLasts = 3;

const filter = 'from StockStream[price > 70] select symbol, price insert into Priced;';

/** A pair, and each way of sending in turn: as fast as it goes, then at half of that. */
export function ingest(
  {durability, mysql}: {durability: Durability; mysql?: string | undefined},
  chosen: readonly Case[],
  effort: IngestEffort,
  tell: (one: Ingested) => void = () => {},
): Promise<Ingested[]> {
  const environment = {[configTable.durability.env]: durability};
  return underLoad({environment, mysql, queries: filter}, async ({send}) => {
    const all: Ingested[] = [];
    for (const one of chosen) {
      const full = await send({...one, ...effort});
      const half = await send({...one, ...effort, measure: effort.measure * halfLasts, rate: full.requests / 2});
      all.push({...one, durability, full, half});
      tell(must(all.at(-1), 'the newest'));
    }
    return all;
  });
}
