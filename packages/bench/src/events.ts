import {JavaRandom} from './java-random.ts';

/** symbol, price, volume, ts. */
export type StockRow = [string, number, number, number];

const EVENTS = 1_000_000;
/** The first event's `ts`, ms; the next ones follow 1 ms apart. */
export const START = 1_600_000_000_000;

/** The same events in each run, and the same ones that the reference engine gets. */
export function stockEvents(count: number = EVENTS): StockRow[] {
  const random = new JavaRandom(42);
  const symbols = Array.from({length: 100}, (_, i) => `S${i}`);
  return Array.from({length: count}, (_, i) => [
    symbols[random.nextInt(100)]!,
    Math.fround(random.nextFloat() * 100),
    1 + random.nextInt(1000),
    START + i,
  ]);
}
