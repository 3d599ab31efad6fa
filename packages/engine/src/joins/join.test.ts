import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';

const definitions = `define stream A (k string, v int); define stream B (k string, w int); define table T (k string, w int);
  define window W (k string, w int) length(2);`;
type Send = readonly [string, ...unknown[]];

/** What the query `q` says: one text per callback, `+` current, `-` expired. */
function run(query: string, sends: readonly (Send | readonly Send[])[]): string[] {
  const app = createApp(`${definitions} @info(name='q') ${query}`);
  const said: string[] = [];
  app.onQuery('q', (_, current, expired) => {
    const text = (sign: string, events: typeof current) =>
      (events ?? []).map(
        (e) => sign + e.data.map((v) => (v === null ? '' : typeof v === 'string' ? v : JSON.stringify(v))).join(','),
      );
    said.push([...text('-', expired), ...text('+', current)].join(' '));
  });
  app.start();
  for (const send of sends) {
    if (Array.isArray(send[0])) {
      const batch = send as readonly Send[];
      app.sendBatch(
        batch[0]![0],
        batch.map(([, ...data]) => ({data})),
      );
    } else {
      const [stream, ...row] = send as Send;
      app.send(stream, row);
    }
  }
  return said;
}
const ab: Send[] = [
  ['A', 'x', 1],
  ['B', 'x', 10],
  ['B', 'y', 20],
  ['A', 'y', 2],
  ['A', 'z', 3],
];
const join = (type: string, output = 'insert into Out') =>
  `from A#window.length(2) ${type} B#window.length(2) on A.k == B.k select v, w ${output};`;

test.each([
  {type: 'join', want: ['+1,10', '+2,20']},
  {type: 'inner join', want: ['+1,10', '+2,20']},
  {type: 'left outer join', want: ['+1,', '+1,10', '+2,20', '+3,']},
  {type: 'right outer join', want: ['+1,10', '+,20', '+2,20']},
  {type: 'full outer join', want: ['+1,', '+1,10', '+,20', '+2,20', '+3,']},
])('$type', ({type, want}) => expect(run(join(type), ab)).toEqual(want));

test('an expired event is joined with what the other side holds by then, before the current one', () => {
  expect(run(join('join', 'insert all events into Out'), [...ab, ['A', 'x', 4]])).toEqual([
    '+1,10',
    '+2,20',
    '-1,10',
    '-2,20 +4,10',
  ]);
});
test('of an outer join an expired event that finds nothing leaves with nulls', () => {
  expect(
    run(join('left outer join', 'insert expired events into Out'), [
      ['A', 'x', 1],
      ['A', 'y', 2],
      ['A', 'z', 3],
    ]),
  ).toEqual(['-1,']);
});
test.each([
  {
    name: 'left',
    query: 'from A#window.length(2) unidirectional join B#window.length(2) on A.k == B.k select v, w insert into Out;',
    want: ['+2,20'],
  },
  {
    name: 'right',
    query: 'from A#window.length(2) join B#window.length(2) unidirectional on A.k == B.k select v, w insert into Out;',
    want: ['+1,10'],
  },
])('unidirectional at the $name: only that side triggers', ({query, want}) => expect(run(query, ab)).toEqual(want));

test('without on every pair is joined, in the order of the other side', () => {
  expect(run('from A#window.length(2) join B#window.length(2) select v, w insert into Out;', ab)).toEqual([
    '+1,10',
    '+1,20',
    '+2,10 +2,20',
    '+3,10 +3,20',
  ]);
});
test('nulls are not equal, but unlike', () => {
  const nulls: Send[] = [
    ['A', null, 1],
    ['B', null, 10],
  ];
  expect(run(join('join'), nulls)).toEqual([]);
  expect(run(join('join').replace('==', '!='), nulls)).toEqual(['+1,10']);
});
test('a side without a window triggers and is never found', () => {
  expect(run('from A join B#window.length(2) on A.k == B.k select v, w insert into Out;', ab)).toEqual(['+2,20']);
});
test('a side without a window expires at once', () => {
  expect(run('from A join B#window.length(2) on A.k == B.k select v, w insert all events into Out;', ab)).toEqual([
    '-2,20 +2,20',
  ]);
});
test('a side without a window begins aggregates anew with each event', () => {
  const sends: Send[] = [
    ['B', 'x', 10],
    ['B', 'y', 20],
    ['A', 'x', 1],
    ['A', 'y', 2],
  ];
  expect(run('from A join B#window.length(2) on A.k == B.k select sum(w) as s insert into Out;', sends)).toEqual([
    '+10',
    '+20',
  ]);
});
test('aggregates answer once per trigger event and group, all in one callback', () => {
  const query =
    'from A#window.length(3) join T on A.k == T.k select A.k as k, sum(T.w) as s, count() as c group by A.k insert all events into Out; from B insert into T;';
  const sends = [
    ['B', 'x', 1],
    ['B', 'x', 2],
    ['B', 'y', 5],
    [
      ['A', 'x', 0],
      ['A', 'y', 0],
      ['A', 'x', 0],
    ],
    ['A', 'y', 0],
  ] as const;
  expect(run(query, sends)).toEqual(['+x,3,2 +y,5,1 +x,6,4', '-x,3,2 +y,10,2']);
});
test('aggregates subtract expired matches', () => {
  expect(
    run('from A#window.length(1) join B#window.length(3) on A.k == B.k select sum(w) as s insert into Out;', [
      ...ab,
      ['B', 'z', 7],
    ]),
  ).toEqual(['+10', '+20', '+7']);
});
test('order by and limit hold for the matches of one trigger event', () => {
  const query = 'from A#window.length(9) join B#window.length(9) select v, w order by w desc limit 2 insert into Out;';
  expect(
    run(query, [
      ['B', '', 10],
      ['B', '', 30],
      ['B', '', 20],
      [
        ['A', '', 1],
        ['A', '', 2],
      ],
    ]),
  ).toEqual(['+1,30 +1,20 +2,30 +2,20']);
});
test('in a self join each event runs the left side, then the right', () => {
  const query =
    'from A#window.length(2) as x join A#window.length(2) as y select x.v as xv, y.v as yv insert into Out;';
  const want = ['+1,1', '+2,1', '+1,2 +2,2', '+3,1 +3,2', '+2,3 +3,3'];
  expect(
    run(query, [
      ['A', '', 1],
      ['A', '', 2],
      ['A', '', 3],
    ]),
  ).toEqual(want);
  expect(
    run(query, [
      [
        ['A', '', 1],
        ['A', '', 2],
        ['A', '', 3],
      ],
    ]),
  ).toEqual(want);
});
test('a table never triggers, on either side, and its filter applies', () => {
  const load = ' from B insert into T;';
  const sends: Send[] = [
    ['B', 'x', 1],
    ['A', 'x', 5],
    ['B', 'x', 2],
    ['A', 'x', 6],
  ];
  expect(run(`from A join T on A.k == T.k select v, w insert into Out;${load}`, sends)).toEqual(['+5,1', '+6,1 +6,2']);
  expect(
    run(`from T right outer join A on A.k == T.k select v, w insert into Out;${load}`, [['A', 'q', 4], ...sends]),
  ).toEqual(['+4,', '+5,1', '+6,1 +6,2']);
  expect(run(`from A join T[w > 1] on A.k == T.k select v, w insert into Out;${load}`, sends)).toEqual(['+6,2']);
});
test('a named window triggers, is found, and its filter applies to both', () => {
  const load = ' from B insert into W;';
  const sends: Send[] = [
    ['B', 'x', 1],
    ['A', 'x', 5],
    ['B', 'x', 2],
    ['B', 'x', 3],
    ['A', 'x', 6],
  ];
  expect(run(`from A#window.length(1) join W on A.k == W.k select v, w insert into Out;${load}`, sends)).toEqual([
    '+5,1',
    '+5,2',
    '+5,3',
    '+6,2 +6,3',
  ]);
  expect(
    run(`from A#window.length(1) join W[w != 2] on A.k == W.k select v, w insert into Out;${load}`, sends),
  ).toEqual(['+5,1', '+5,3', '+6,3']);
});
test('a found event can be told from none', () => {
  const query =
    'from A#window.length(1) left outer join B#window.length(2) as b on A.k == b.k select v, b is null as alone insert into Out;';
  expect(run(query, ab)).toEqual(['+1,true', '+1,false', '+2,false', '+3,true']);
});
test('filters before the window keep events out of it', () => {
  expect(
    run('from A[v > 1]#window.length(2) join B[w < 20]#window.length(2) select v, w insert into Out;', ab),
  ).toEqual(['+2,10', '+3,10']);
});

test.each([
  {
    name: 'an ambiguous name',
    query: 'from A#window.length(1) join B#window.length(1) select k insert into Out;',
    says: /'k' is an attribute of both sides of the join: write 'A.k' or 'B.k'/,
  },
  {
    name: 'an ambiguous name in on',
    query: 'from A#window.length(1) join B#window.length(1) on k == 1 select v insert into Out;',
    says: /'k' is an attribute of both sides/,
  },
  {
    name: 'a self join without aliases',
    query: 'from A#window.length(1) join A#window.length(1) select A.k as k insert into Out;',
    says: /give each side a name/,
  },
  {
    name: 'the stream’s name beside an alias',
    query: 'from A#window.length(1) as a join B#window.length(1) on A.k == B.k select v insert into Out;',
    says: /'A' not found/,
  },
  {
    name: 'a star with common names',
    query: 'from A#window.length(1) join B#window.length(1) select * insert into Out;',
    says: /'k' is already the name/,
  },
  {
    name: 'two tables',
    query: 'from T as a join T as b on a.k == b.k select a.k insert into Out;',
    says: /are tables: nothing would ever trigger it/,
  },
  {
    name: 'unidirectional at a table',
    query: 'from A join T unidirectional on A.k == T.k select v insert into Out;',
    says: /a table never triggers a join/,
  },
  {
    name: 'a window on a named window',
    query: 'from A join W#window.length(1) on A.k == W.k select v insert into Out;',
    says: /'length' cannot stand after window 'W'/,
  },
  {
    name: 'a window on a table',
    query: 'from A join T#window.length(1) on A.k == T.k select v insert into Out;',
    says: /'length' cannot stand after table 'T'/,
  },
  {
    name: 'within without an aggregation',
    query:
      "from A#window.length(1) join B#window.length(1) on A.k == B.k within '2020-**-** **:**:**' per 'days' select v insert into Out;",
    says: /need an aggregation/,
  },
  {
    name: 'a condition that is no bool',
    query: 'from A#window.length(1) join B#window.length(1) on A.v + B.w select v insert into Out;',
    says: /must be of type bool/,
  },
])('$name: refused', ({query, says}) => expect(() => run(query, [])).toThrow(says));
