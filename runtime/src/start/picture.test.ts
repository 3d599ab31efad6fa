import {expect, test} from 'vitest';
import type {HaStatus} from '../pair/node-process.ts';
import {humanPicture, pictureOf} from './picture.ts';

const status = (role: string, inSync: boolean): HaStatus =>
  ({role, inSync, epoch: 3, ports: {http: 9090, 'httpSource:8006': 8006}}) as unknown as HaStatus;

test('a person sees who is active, who follows, and where', () =>
  expect(
    humanPicture(
      pictureOf([
        {nodeId: 'node-1', portsOffset: 0, status: status('active', true)},
        {nodeId: 'node-2', portsOffset: 10, status: status('passive', true)},
        {nodeId: 'node-3', portsOffset: 20, status: undefined},
      ]),
    ),
  ).toBe(
    [
      '  node-1  active                   epoch 3   REST http://localhost:9090  on-demand http://localhost:7070  sources 8006  link 9893',
      '  node-2  passive, in sync         epoch 3   REST http://localhost:9100  on-demand http://localhost:7080  sources 8006  link 9903',
      '  node-3  down',
    ].join('\n'),
  ));
