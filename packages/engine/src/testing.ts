import type {AppOptions, Row, SiddhiApp, Value} from './api.ts';
import {createApp} from './create-app.ts';

/** A started app that writes down what a stream gets: `S: a,1 | b,2` per call. */
export function watch(
  text: string,
  streams: readonly string[],
  options: AppOptions = {},
): {app: SiddhiApp; seen: string[]; take: () => string[]} {
  const seen: string[] = [];
  const app = createApp(text, {
    ...options,
    onError: options.onError ?? (({error, stream}) => seen.push(`!${stream}: ${error.message}`)),
  });
  for (const id of streams)
    app.onStream(id, (events) => seen.push(`${id}: ${events.map((e) => e.data.map(show).join(',')).join(' | ')}`));
  app.start();
  return {app, seen, take: () => seen.splice(0)};
}

/** What `select <expression> as x` answers for one row of `definition`. */
export function evaluate(expression: string, definition = 'a int', row: Row = [0]): Value | undefined {
  const app = createApp(`define stream S (${definition}); from S select ${expression} as x insert into Out;`, {
    onError: ({error}) => {
      throw error;
    },
  });
  let value: Value | undefined;
  app.onStream('Out', ([event]) => {
    value = event?.data[0];
  });
  app.start();
  app.send('S', row);
  return value;
}

const show = (value: Value): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
