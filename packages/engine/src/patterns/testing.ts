import type {SiddhiApp, Value} from '../api.ts';
import {createApp} from '../create-app.ts';

const definitions = ['A', 'B', 'C'].map((s) => `define stream ${s} (k string, v int);`).join(' ');

export type RunOptions = {
  /** `@app:playback`: events move the clock; else they carry the manual clock's time. */
  playback?: boolean;
  /** Before this step the app is replaced by a new one, which is given its snapshot. */
  restartAt?: number;
  /** Rows with `@timestamp`. */
  stamps?: boolean;
};

/**
 * Runs `from <pattern>`, which is all up to `insert into`. Steps: `A1` sends
 * ('x', 1) to A; `Ay1` sends ('y', 1); `@1000` gives a timestamp; `~1000` only
 * moves the clock. Answers the rows; rows of one chunk are joined by `+`.
 */
export function run(pattern: string, steps: string, options: RunOptions = {}): string {
  const rows: string[] = [];
  const make = (): SiddhiApp => {
    const app = createApp(`${options.playback ? '@app:playback ' : ''}${definitions} define stream Tick (x int);
      @info(name='q') from ${pattern} insert into Out;`);
    app.onQuery('q', (_, current) => {
      const batch = (current ?? []).map((e) => text(e.data) + (options.stamps ? `@${e.timestamp}` : ''));
      rows.push(batch.join('+'));
    });
    app.start();
    return app;
  };
  let app = make();
  for (const [i, step] of steps.split(' ').filter(Boolean).entries()) {
    if (i === options.restartAt) {
      const bytes = app.snapshot();
      app = make();
      const lost = app.restore(bytes);
      if (lost.length > 0) throw new Error(lost.join());
    }
    take(app, step, options.playback === true);
  }
  return rows.join(' ');
}

function take(app: SiddhiApp, step: string, playback: boolean): void {
  const tick = /^~(\d+)$/.exec(step);
  if (tick) {
    if (playback) app.send('Tick', [0], Number(tick[1]));
    else app.advanceTo(Number(tick[1]));
    return;
  }
  const event = /^([ABC])([a-z]?)(\d+)(?:@(\d+))?$/.exec(step);
  if (!event) throw new Error(`what is the step '${step}'?`);
  const [, stream, key, value, ts] = event;
  app.send(stream!, [key || 'x', Number(value)], ts === undefined ? undefined : Number(ts));
}

function text(row: readonly Value[]): string {
  return row.map(cell).join(',');
}

function cell(value: Value): string {
  if (Array.isArray(value)) return `[${value.join(',')}]`;
  if (value === null) return '-';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
