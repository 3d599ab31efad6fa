import {compileFunction} from 'node:vm';
import type {Row, StreamInput} from './api.ts';
import type {Scheduler} from './core/scheduler.ts';
import type {Stage} from './core/stage.ts';
import type {Attributes} from './expression/scope.ts';
import {canonicalTest, rowReader} from './input-row.ts';

/** What an entrance needs of its app. */
export type InputHost = {
  /** Open while the app runs. */
  gate: {open: boolean};
  refuse(): never;
  scheduler: Scheduler;
  /** Moves the clock for an arrival and answers the event's timestamp. */
  arrive(timestamp: number | undefined): number;
  /** After an arrival: lets the caller's clock drive the next timer. */
  arm(): void;
  /** `manual`: no clock but the engine's own, `playback`: events move the clock. */
  time: 'manual' | 'playback' | 'clock';
  batch(rows: Row[], timestamps: readonly (number | undefined)[]): void;
};

/** The clock at an arrival; the least that each kind of time needs, since all of it is paid per event. */
const HAND_OVER = {
  manual: 'if(scheduler.isWaiting)host.arrive(ts);next.one(ts===undefined?scheduler.now():ts,r);',
  playback: 'next.one(ts===undefined?host.arrive(ts):scheduler.arrive(ts),r);',
  clock: 'next.one(host.arrive(ts),r);host.arm();',
};

/** The entrance of one stream. `send` is generated: each stream's rows have one shape and one way. */
export function streamInput(stream: string, attributes: Attributes, next: Stage, host: InputHost): StreamInput {
  const read = rowReader(stream, attributes);
  const fits = canonicalTest(attributes);
  const make = compileFunction(
    [
      `'use strict';const {gate,scheduler}=host;`,
      `return {send(r,ts){if(!gate.open)host.refuse();let v;if(!(${fits}))r=read(r);${HAND_OVER[host.time]}},`,
      `take(r){let v;return ${fits}?r:read(r);}};`,
    ].join('\n'),
    ['read', 'next', 'host'],
    {filename: 'siddhi://input'},
  ) as (r: typeof read, n: Stage, h: InputHost) => {send: StreamInput['send']; take: (row: readonly unknown[]) => Row};
  const {send, take} = make(read, next, host);
  return {
    send,
    sendBatch: (events) => {
      if (!host.gate.open) host.refuse();
      const rows: Row[] = [];
      const timestamps: (number | undefined)[] = [];
      for (const {data, timestamp} of events) {
        rows.push(take(data));
        timestamps.push(timestamp);
      }
      host.batch(rows, timestamps);
    },
  };
}
