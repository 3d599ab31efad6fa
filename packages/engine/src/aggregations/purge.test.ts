import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const ALWAYS = "within '1000-01-01 00:00:00', '9000-01-01 00:00:00'";

function started(annotation: string) {
  const app = createApp(
    `define stream S (v int); ${annotation} define aggregation A from S select sum(v) as t aggregate every sec, min;`,
  );
  app.start();
  const starts = (per: string): unknown[] =>
    app.query(`from A ${ALWAYS} per '${per}' select AGG_TIMESTAMP`).map((e) => e.data[0]);
  return {app, starts};
}

test('by default seconds go after two minutes, looked for every 15 minutes while some are there', () => {
  const {app, starts} = started('');
  expect(app.nextDue()).toBeUndefined();
  app.send('S', [1]);
  app.advanceTo(5 * MINUTE);
  app.send('S', [2]);
  expect(starts('sec')).toEqual([0, 5 * MINUTE]);
  expect(app.nextDue()).toBe(17 * MINUTE);
  app.advanceTo(17 * MINUTE);
  expect(starts('sec')).toEqual([]);
  expect(starts('min')).toEqual([0, 5 * MINUTE]);
  // Minutes are kept for a day.
  expect(app.nextDue()).toBe(24 * 60 * MINUTE + 15 * MINUTE);
  app.advanceTo(25 * 60 * MINUTE);
  expect(starts('min')).toEqual([]);
  expect(app.nextDue()).toBeUndefined();
});
test('retention and interval can be chosen', () => {
  const {app, starts} = started("@purge(enable='true', interval='10 sec', @retentionPeriod(sec='3 min', min='all'))");
  app.send('S', [1]);
  app.advanceTo(5 * SECOND);
  app.send('S', [2]);
  app.advanceTo(3 * MINUTE + 10 * SECOND - 1);
  expect(starts('sec')).toEqual([0, 5 * SECOND]);
  app.advanceTo(3 * MINUTE + 10 * SECOND);
  expect(starts('sec')).toEqual([]);
  expect(starts('min')).toEqual([0]);
  expect(app.nextDue()).toBeUndefined();
});
test('an event of a purged time begins its bucket anew', () => {
  const {app, starts} = started("@purge(enable='true', interval='10 sec')");
  app.send('S', [1]);
  app.advanceTo(10 * MINUTE);
  app.send('S', [1]);
  expect(starts('sec')).toEqual([10 * MINUTE]);
});
test('with purging off everything stays and nothing waits', () => {
  const {app, starts} = started("@purge(enable='false')");
  app.send('S', [1]);
  expect(app.nextDue()).toBeUndefined();
  app.advanceTo(1e12);
  expect(starts('sec')).toEqual([0]);
});
test('a clock that jumps over years looks for old buckets once', () => {
  const app = createApp(
    `@app:playback define stream S (v int); define aggregation A from S select sum(v) as t aggregate every sec ... year;`,
  );
  app.start();
  app.send('S', [1], 1000);
  app.send('S', [2], 1_577_836_800_000);
  const left = ['sec', 'min', 'hour', 'day', 'month'].map((per) => app.query(`from A ${ALWAYS} per '${per}'`).length);
  expect(left).toEqual([1, 1, 1, 1, 2]);
});
test('a late event goes into what is kept of its time, and begins anew what has gone', () => {
  const app = createApp(`define stream S (v int, at long);
    @purge(enable='true', interval='10 sec', @retentionPeriod(sec='all', min='120 min'))
    define aggregation A from S select sum(v) as t aggregate by at every sec, min;`);
  app.start();
  const sums = (per: string): unknown[] => app.query(`from A ${ALWAYS} per '${per}' select t`).map((e) => e.data[0]);
  app.send('S', [1, 500]);
  app.advanceTo(10 * 60 * MINUTE);
  app.send('S', [2, 500]);
  expect([sums('sec'), sums('min')]).toEqual([[3], [2]]);
});
