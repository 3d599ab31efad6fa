import {expect, test} from 'vitest';
import type {NodeReport} from '../nodes/node-report.ts';
import type {NodeStatus} from '../nodes/node-status.ts';
import {diagnoseNodes} from './nodes.ts';

const up = (nodeId: string, more: Partial<NodeStatus> = {}): NodeReport => ({
  url: `http://${nodeId}:9090`,
  kind: 'up',
  status: {
    nodeId,
    groupId: 'g',
    version: '1',
    incarnation: `${nodeId}-i`,
    role: 'passive',
    epoch: 4,
    active: 'a-i',
    peer:
      nodeId === 'a'
        ? {nodeId: 'b', incarnation: 'b-i', linkUp: true}
        : {nodeId: 'a', incarnation: 'a-i', linkUp: true},
    inSync: true,
    lag: 0,
    queueBytes: 0,
    lastSnapshotAt: null,
    takeovers: 0,
    troubles: [],
    sequences: {committed: 1},
    sinks: {published: 0, refused: 0, waiting: {}},
    ...more,
  },
});
const a = (more: Partial<NodeStatus> = {}): NodeReport => up('a', {role: 'active', ...more});
const b = (more: Partial<NodeStatus> = {}): NodeReport => up('b', more);
const off = (kind: Exclude<NodeReport['kind'], 'up'>): NodeReport => ({url: 'http://b:9090', kind, why: 'so it is'});
const alone = {role: 'passive', active: '', peer: null};

test.each<{name: string; reports: NodeReport[]; want: string[]}>([
  {name: 'a healthy pair', reports: [a(), b()], want: []},
  {
    name: 'a node that does not answer',
    reports: [a({inSync: false, peer: null}), off('unreachable')],
    want: ['fault http://b:9090: it does not answer', 'fault a: it is active alone'],
  },
  {name: 'wrong credentials', reports: [a(), off('denied')], want: ['fault http://b:9090: it refuses the credentials']},
  {name: 'a node without its database', reports: [a(), off('starting')], want: ['fault http://b:9090: so it is']},
  {name: 'another server', reports: [off('strange')], want: ['fault http://b:9090: so it is']},
  {
    name: 'nobody active',
    reports: [a(alone), b(alone)],
    want: ['fault a and b: nobody is active'],
  },
  {name: 'a takeover', reports: [a({...alone, role: 'takingOver'}), b(alone)], want: ['warning a: it is taking over']},
  {
    name: 'two active nodes',
    reports: [a(), b({role: 'active', epoch: 5})],
    want: ['fault a and b: both say that they are active, in epochs 4 and 5'],
  },
  {
    name: 'a passive node that was asked alone',
    reports: [b()],
    want: ['warning b: a is active, as this node says, but told nothing of itself'],
  },
  {
    name: 'a passive node whose active one does not answer and is not linked',
    reports: [{...off('unreachable'), url: 'http://a:9090'}, b({peer: null})],
    want: ['fault http://a:9090: it does not answer'],
  },
  {
    name: 'a passive node out of sync',
    reports: [a({inSync: false}), b()],
    want: ['fault a: the passive node b is linked'],
  },
  {
    name: 'a link that is down',
    reports: [a({inSync: false, peer: {nodeId: 'b', incarnation: 'b-i', linkUp: false}}), b()],
    want: ['fault a: it is active alone'],
  },
  {
    name: 'a passive node far behind',
    reports: [a({lag: 20_000}), b()],
    want: ['warning a: the passive node b is 20000 entries'],
  },
  {
    name: 'two versions',
    reports: [a(), b({version: '2'})],
    want: ['warning a 1, b 2: the nodes are of different versions'],
  },
  {
    name: 'a clock that is ahead, and one that is behind',
    reports: [a({clock: {at: 1, aheadOfDatabase: 5300}}), b({clock: {at: 1, aheadOfDatabase: -200_000}})],
    want: [
      "warning a: its clock is 5 s ahead of the database's",
      "warning b: its clock is 3 min behind the database's",
    ],
  },
  {
    name: 'a clock that is a little off, and one that is not known',
    reports: [a({clock: {at: 1, aheadOfDatabase: -900}}), b({clock: {at: 1, aheadOfDatabase: null}})],
    want: [],
  },
  {
    name: 'one process behind two addresses',
    reports: [a(), {...a(), url: 'http://balancer:9090'}],
    want: ['warning http://a:9090 and http://balancer:9090: both addresses lead to one process, a'],
  },
  {
    name: 'two processes of one name',
    reports: [a(), b({nodeId: 'a'})],
    want: ['fault http://a:9090 and http://b:9090: two processes call themselves a'],
  },
  {
    name: 'two groups',
    reports: [a(), b({groupId: 'h'})],
    want: ['fault http://a:9090 and http://b:9090: the nodes are of different groups, g and h'],
  },
  {
    name: 'troubles and refused outputs',
    reports: [a({troubles: ['database: slow'], sinks: {published: 5, refused: 2, waiting: {}}}), b()],
    want: ['warning a: it says: database: slow', 'warning a: 2 outputs were refused for good'],
  },
])('$name', ({reports, want}) => {
  const findings = diagnoseNodes(reports);
  const told = findings.map(({severity, about, what}) => `${severity} ${about}: ${what}`);
  expect(told.map((line, i) => line.slice(0, want[i]?.length))).toEqual(want);
  for (const {next} of findings) expect(next.length).toBeGreaterThan(10);
});
