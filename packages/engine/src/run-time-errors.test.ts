import {expect, test} from 'vitest';
import type {RuntimeFailure} from './api.ts';
import {createApp} from './create-app.ts';

function failuresOf(text: string, send: (app: ReturnType<typeof createApp>) => void): string[] {
  const failures: string[] = [];
  const note = ({stream, query, action, error, events}: RuntimeFailure): void => {
    failures.push(
      `${stream || '-'} ${query || '-'} ${action} ${events.map((e) => (e.data as string[]).join()).join('+') || '-'}: ${error.message.slice(0, 11)}`,
    );
  };
  const app = createApp(text, {onError: note});
  app.start();
  send(app);
  return failures;
}
const S = 'define stream S (k string, o object);';
const bad = `select sizeOfSet(o) as n insert into Out;`;
const sent = (app: ReturnType<typeof createApp>): void => app.send('S', ['a', 'no set']);

test.each([
  {name: 'the only reader', text: `${S} @info(name='q') from S ${bad}`, want: ['S q log a,no set']},
  {
    name: 'one of several readers',
    text: `${S} from S select k insert into A; @info(name='q') from S ${bad} from S select k insert into B;`,
    want: ['S q log a,no set'],
  },
  {
    name: 'a query further on',
    text: `${S} from S select k, o insert into M; from M select k insert into A; @info(name='q') from M ${bad}`,
    want: ['M q log a,no set'],
  },
  {
    name: 'a query of a partition',
    text: `${S} partition with (k of S) begin @info(name='one') from S select k insert into A; @info(name='q') from S ${bad} end;`,
    want: ['S q log a,no set'],
  },
  {
    name: 'the only query of a partition',
    text: `${S} partition with (k of S) begin @info(name='q') from S ${bad} end;`,
    want: ['S q log a,no set'],
  },
  {
    name: 'an unnamed query',
    text: `${S} from S ${bad}`,
    want: ['S query_1 log a,no set'],
  },
  {
    name: "@OnError(action='store')",
    text: `@OnError(action='store') ${S} @info(name='q') from S ${bad}`,
    want: ['S q store a,no set'],
  },
  {
    name: "@OnError(action='stream')",
    text: `@OnError(action='STREAM') ${S} @info(name='q') from S ${bad}`,
    want: ['S q stream a,no set'],
  },
])('an error names stream, query and events: $name', ({text, want}) => {
  expect(failuresOf(text, sent)).toEqual(want.map((line) => `${line}: sizeOfSet()`));
});

test('an error in a timer’s turn names the query', () => {
  const text = `${S} @info(name='q') from S#window.timeBatch(1 sec) ${bad}`;
  const failures = failuresOf(text, (app) => {
    sent(app);
    app.advanceTo(5000);
  });
  expect(failures).toEqual(['- q log -: sizeOfSet()']);
});

test("@OnError(action='wait') is refused with where it belongs", () => {
  expect(() => createApp(`@OnError(action='wait') ${S}`)).toThrow("'wait' is for sinks, which write on.error='wait'");
});
