import {expect, test} from 'vitest';
import {createLog, named} from './logger.ts';

function written(
  logFormat: 'human' | 'json',
  logLevel: 'info' | 'warn' = 'info',
): {log: ReturnType<typeof createLog>; lines: string[]} {
  const lines: string[] = [];
  return {log: createLog({logFormat, logLevel, out: {write: (text: string) => lines.push(text)}}), lines};
}

test('a line is as people of the older system know it', () => {
  const {log, lines} = written('human');
  named(log, 'HAManager').info('HA Deployment: Starting up as Active Node');
  expect(lines[0]).toMatch(
    /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\] {2}INFO \{HAManager\} - HA Deployment: Starting up as Active Node\n$/,
  );
});

test('as JSON each line is one object', () => {
  const {log, lines} = written('json');
  log.warn('x', {a: 1});
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'warn',
    time: expect.any(Number),
    logger: 'Tandem',
    a: 1,
    msg: 'x',
  });
});

test('fields that hold secrets are left out', () => {
  const {log, lines} = written('human');
  log.info('x', {password: 'p1', clusterSecret: 'p2', Authorization: 'p3', accessToken: 'p4', host: 'h'});
  expect(lines[0]).toMatch(/ - x \{"host":"h"\}\n$/);
});

test('below the level nothing is written', () => {
  const {log, lines} = written('human', 'warn');
  log.info('x');
  expect(lines).toEqual([]);
});

test('what JSON has no word for is said as well as can be, and never ends the node', () => {
  const round: Record<string, unknown> = {};
  round['self'] = round;
  const {log, lines} = written('json');
  log.error('x', {sequence: 2n ** 60n, error: new Error('boom')});
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    sequence: '1152921504606846976',
    error: expect.stringMatching(/^Error: boom/),
    msg: 'x',
  });
  log.error('y', round);
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({level: 'error', logger: 'Tandem', msg: 'y'});
  const human = written('human');
  human.log.error('z', round);
  expect(human.lines[0]).toMatch(/ - z \{…\}\n$/);
});
