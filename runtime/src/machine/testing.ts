import type {Applied} from '@tandem/cluster';
import {encodeInput, type Input} from './input.ts';
import {AppMachine} from './machine.ts';
import type {OutputBody} from './output-body.ts';
import type {Reply} from './reply.ts';

/** A machine with entries counted and times given. */
export class Bench {
  machine = new AppMachine({idempotencyKeys: 100, idempotencyAgeMs: 60_000});
  sequence = 0;
  apply(timestamp: number, input?: Input): Applied {
    return this.machine.apply({
      sequence: ++this.sequence,
      timestamp,
      epoch: 1,
      payload: input ? encodeInput(input) : new Uint8Array(),
    });
  }
  reply(timestamp: number, input: Input): Reply {
    return this.apply(timestamp, input).reply as Reply;
  }
  deploy(text: string, timestamp = 0): Reply {
    return this.reply(timestamp, {kind: 'deploy', text, mode: 'put', file: ''});
  }
  restart(): void {
    const parts = this.machine.snapshot();
    this.machine = new AppMachine({idempotencyKeys: 100, idempotencyAgeMs: 60_000});
    this.machine.restore(parts);
  }
}
export const events = (stream: string, rows: (string | number)[][], key = '', app = 'A'): Input => ({
  kind: 'events',
  app,
  stream,
  chunks: [{rows}],
  key,
});
export const shown = ({outputs}: Applied): string[] =>
  outputs.map(({id, body}) => {
    const what = body as OutputBody;
    return `${id} ${what.kind === 'payload' ? JSON.stringify(what.events.map((e) => e.data)) : what.kind === 'line' ? what.message : what.request.kind}`;
  });

export const counting = `@app:name('A')
define stream S (k string, v int);
@sink(type='http', publisher.url='http://x/', @map(type='json')) @sink(type='log')
define stream Out (k string, total long);
define table T (k string, v int);
from S select k, sum(v) as total group by k insert into Out;
from S select k, v insert into T;`;
