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

test.each(['json', 'human'] as const)(
  'what JSON has no word for is said as well as can be, and never ends the node: %s',
  (format) => {
    const round: Record<string, unknown> = {};
    round['self'] = round;
    const {log, lines} = written(format);
    log.error('x', {sequence: 3n, round});
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('[Circular]');
    expect(lines[0]).toContain('"sequence":3');
  },
);
