import {must} from '@tandem/base';
import {createApp, type Event, type SiddhiApp} from '@tandem/engine';
import {sentValue} from '../cases/sent-value.ts';
import type {Example} from './examples.ts';

const sending = /^(\w+) (?:@(\d+) )?(\[.*\])$/;

/**
 * What comes out of an example, as it would stand there. Listened to are the
 * streams that no query of the app reads and nobody sends to.
 */
export function runExample({app: text, events}: Example): string[] {
  const outputs: string[] = [];
  const sources = new Set(events.map((line) => line.split(' ')[0]));
  const app = createApp(text, {onError: ({stream}) => outputs.push(`error ${stream}`)});
  for (const name of app.streams.keys()) {
    const read = new RegExp(`(from|join|of|=) ?${name.replaceAll(/\W/g, '\\$&')}\\b`).test(text);
    if (sources.has(name) || read) continue;
    app.onStream(name, (arrived) => outputs.push(...arrived.map(({data}) => `${name} ${shown(data)}`)));
  }
  app.start();
  for (const line of events) {
    if (line.startsWith('? ')) outputs.push(...app.query(line.slice(2)).map(({data}) => `? ${shown(data)}`));
    else send(app, line);
  }
  app.stop();
  return outputs;
}

function send(app: SiddhiApp, line: string): void {
  const [, stream, time, rows] = must(sending.exec(line), `'stream [@time] [values]' in '${line}'`);
  const types = must(app.streams.get(must(stream, 'a stream')), `a stream ${stream}`).attributes.map((a) => a.type);
  const batch = (JSON.parse(`[${rows}]`) as never[][]).map((row) => ({
    ...(time === undefined ? {} : {timestamp: Number(time)}),
    data: row.map((value, i) => sentValue(value, types[i])),
  }));
  const [only] = batch;
  if (batch.length === 1 && only) app.send(must(stream, 'a stream'), only.data, only.timestamp);
  else app.sendBatch(must(stream, 'a stream'), batch);
}

const shown = (data: Event['data']): string => `[${data.map((value) => JSON.stringify(value)).join(', ')}]`;
