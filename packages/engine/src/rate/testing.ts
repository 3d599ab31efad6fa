import {type App, parse} from '@tandem/siddhiql';
import {must} from '@tandem/base';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED, RESET} from '../core/chunk.ts';
import {Bench, written} from '../windows/testing.ts';
import {planRate} from './plan-rate.ts';
import type {GroupKey, RateInfo, RatePlan, RateStage} from './rate.ts';

export function ratePlan(rate: string, info: Partial<RateInfo> = {}): RatePlan {
  const app: App = parse(`define stream S (a int); from S select a output ${rate} insert into Out;`);
  const query = must(app.elements[0], 'a query');
  if (query.kind !== 'query') throw new Error('a test rate stands in a query');
  return planRate(must(query.rate, 'a rate'), {
    grouped: false,
    window: false,
    events: undefined,
    aggregates: [false, false],
    ...info,
  });
}

export type RateRun = {rate: string; info?: Partial<RateInfo>; restartAt?: number};

/**
 * Sends `1000:+a=1,-b=2,! 2000:` through a limiter, a turn a chunk, the first
 * column as the group. Chunks are divided by `|`, turns by `/`.
 */
export function limit(text: string, {rate, info = {}, restartAt}: RateRun): string {
  const plan = ratePlan(rate, info);
  let lines: string[] = [];
  const show = (row: Row): string => row.map((value) => JSON.stringify(value).replaceAll('"', '')).join('=');
  const next = written({push: (line: string) => lines.push(line)} as string[], show, false);
  const bench = new Bench<RateStage>((env) => plan.create({env, next}));
  const out: string[] = [];
  for (const [i, turn] of text.split(' ').entries()) {
    if (i === restartAt) {
      bench.restart((old) => old.chunk(chunkOf(0, ['+a', '-b', '+c'])[0]));
      lines = [];
    }
    const [at = '', events = ''] = turn.split(':');
    bench.step(Number(at));
    const [chunk, keys] = chunkOf(Number(at), events === '' ? [] : events.split(','));
    if (chunk.length > 0 && plan.needsGroups) bench.operator.grouped(chunk, keys);
    else if (chunk.length === 1 && chunk.kinds[0] === CURRENT) bench.operator.one(chunk.ts[0]!, chunk.rows[0]!);
    else if (chunk.length > 0) bench.operator.chunk(chunk);
    out.push(lines.join(' | '));
    lines = [];
  }
  return out.join(' / ');
}

function chunkOf(at: number, events: readonly string[]): [Chunk, GroupKey[]] {
  const chunk = new Chunk();
  const keys: GroupKey[] = [];
  for (const event of events) {
    const [k = '', v = '0'] = event.slice(1).split('=');
    if (event.startsWith('!')) chunk.push(at, RESET, null as unknown as Row);
    else chunk.push(at, event.startsWith('-') ? EXPIRED : CURRENT, [k, Number(v)]);
    keys.push(k);
  }
  return [chunk, keys];
}
