import {expect, test} from 'vitest';
import {parse, parseExpression, parseOnDemandQuery, parseQuery} from './parser.ts';
import {print, type Printable} from './printer.ts';
import {withoutSpans} from './testing/strip.ts';

const quotes = '"""';

/** Texts that are SiddhiQL, by rule; each must also survive being printed. */
const apps: [string, string][] = [
  ['white space of all sorts separates tokens', 'define\tstream\r\nS\f(a\vint);'],
  ['keywords are read in any case', 'DEFINE Stream S (a INT, b sTrInG); FROM S SELECT a INSERT INTO Out'],
  [
    'keywords may name streams and attributes',
    'define stream window (stream string, table int); from window select stream, table insert into from',
  ],
  [
    'back-quotes make a name of anything',
    'define stream `order id` (`from` int, `1.ä` string); from `order id` select `from` insert into `select`',
  ],
  [
    'a back-quoted name defines a trigger, a function, an aggregation',
    'define trigger `select` at every 1 sec; define function `count`[js] return int { 1 }',
  ],
  [
    'all string forms are annotation values',
    `@a('x', "it's", ${quotes}say "hi",\nthen 'go'${quotes}, '', "") define stream S (a int)`,
  ],
  ['line comments end with the line', 'define stream S (a int); -- from nowhere\nfrom S insert into Out'],
  ['block comments stand between any tokens', 'define/**/stream/* a */S(/* b\n */a int)'],
  ['an open block comment runs to the end', 'define stream S (a int); /* from here on'],
  ['an annotation needs no parentheses', '@a define stream S (a int)'],
  [
    'keys are dotted, dashed, with colons or quoted',
    `@a(buffer.size='1', a-b='2', dep:queue.name='3', 'any key!'='4', order='5') define stream S (a int)`,
  ],
  [
    'annotations nest',
    `@sink(type='http', @map(type='json', @payload('x'), @attributes(a='1'))) define stream S (a int)`,
  ],
  [
    'annotations stand before definitions, queries, partitions and queries within',
    `@a define table T (a int); @b define window W (a int) length(5); @c from W insert into O; @d partition with (a of W) begin @e from W insert into O end`,
  ],
  [
    'app annotations come first',
    `@app:name('x') @APP:playback @app:statistics(reporter='console', interval='5') define stream S (a int)`,
  ],
  ['a plain annotation may be called app', '@app define stream S (a int)'],
  ['a last semicolon may be left out', 'define stream S (a int)'],
  ['definitions alone are an app', 'define stream S (a int); define table T (a int);'],
  ['types are read in any case', 'define stream S (a String, b INT, c Long, d float, e double, f bool, g OBJECT)'],
  [
    'a window is defined with and without a namespace and output',
    'define window A (a int) length(5); define window B (a int) custom:fancy(5, a) output all events; define window C (a int) time(1 min) output expired events; define window D (a int) batch() output events',
  ],
  [
    'triggers fire by time, at start, by cron',
    `define trigger A at every 5 min 10 sec; define trigger B at ' Start '; define trigger C at '*/5 * * * * ?'`,
  ],
  [
    'a script may hold braces in strings, comments and blocks',
    `define function f[javascript] return string { if (a) { return "}"; } // don't }\n /* } */ return '\\'}'; }; define stream S (a int)`,
  ],
  [
    'an aggregation has a range of durations',
    'define stream S (a int); define aggregation A from S select sum(a) as t aggregate every sec ... year',
  ],
  [
    'an aggregation has a list of durations, groups and a time',
    'define stream S (a int, ts long); define aggregation A from S[a > 1]#fn() select a, sum(a) as t group by a aggregate by ts every seconds, hour, Years',
  ],
  ['a select takes all attributes when it is missing', 'define stream S (a int); from S insert into Out'],
  [
    'queries and partitions mix',
    'define stream S (a int); from S insert into A; partition with (a of S) begin from S insert into #i; from #i insert into B; end; from A insert into C',
  ],
  [
    'a partition goes by value or by range',
    `define stream S (a int); partition with (a * 2 of S, a > 1 or a < 0 as 'x' or a == 1 as 'y' of R) begin from S insert into B end`,
  ],
];

const queries: [string, string][] = [
  [
    'handlers stand before and behind a window',
    'from S[a > 1]#[b]#fn()#ns:fn(a, 1)#window.length(5)[c]#fn(*) select a insert into Out',
  ],
  [
    'white space may stand around the signs of a handler',
    'from S # window . ns : length ( 5 ) # ns : fn ( ) insert into Out',
  ],
  ['inner and fault streams are read and written', 'from !S insert into #i'],
  ['a stream may be called as a keyword that starts other inputs', 'from every select a insert into Out'],
  ['a stream called every takes a window', 'from every#window.length(1) insert into Out'],
  [
    'a join has all its parts',
    `from A[x]#window.length(5) as a unidirectional join B as b on a.x == b.x within 1L, 2L per 'days' select a.x as y insert into Out`,
  ],
  ['a join is unidirectional on the right', 'from A join B unidirectional insert into Out'],
  ['a join is inner', 'from A inner join B insert into Out'],
  ['a join is left outer', 'from A left outer join B insert into Out'],
  ['a join is right outer', 'from A right outer join B insert into Out'],
  ['a join is full outer', 'from A#window.time(1 sec) full outer join B#window.time(1 sec) insert into Out'],
  ['within without per parses in a join', `from A join B within '2020' select a insert into Out`],
  ['a pattern is a chain', 'from every e1=A -> e2=B[x > e1.x] within 5 min select e1.x as x insert into Out'],
  ['a pattern of one element is marked by every', 'from every A select a insert into Out'],
  ['a pattern of one element is marked by a reference', 'from e=A select e.a insert into Out'],
  ['a pattern of one element is marked by a count', 'from A<2> select a insert into Out'],
  ['a pattern of one element is marked by parentheses', 'from (A) select a insert into Out'],
  ['every applies to groups, at any place', 'from every (A -> B) -> every C -> (every D -> E) insert into Out'],
  ['groups keep their place in a chain', 'from (A -> B) -> (C -> (D -> E) -> F) insert into Out'],
  ['counts are exact, ranges or open', 'from e1=A<2> -> e2=B<2:5> -> C<2:> -> D<:5> -> E<0:0> insert into Out'],
  ['two streams are joined by and, or', 'from every e1=A and e2=B -> C or D[x] insert into Out'],
  ['an absent stream waits', 'from A -> not B[x > 1] for 5 sec insert into Out'],
  ['an absent stream stands alone', 'from not B for 1 min 5 sec insert into Out'],
  [
    'an absent stream stands beside a present one',
    'from not A and e=B -> e2=C and not D -> not E for 1 sec or F -> G or not H for 1 sec insert into Out',
  ],
  [
    'two absent streams wait',
    'from not A for 1 sec and not B for 2 sec -> not C for 1 sec or not D for 1 sec insert into Out',
  ],
  [
    'a sequence counts with signs',
    'from every e1=A, e2=B*, e3=C+, e4=D?, E<2:3> within 1 sec select e2[last].x as x insert into Out',
  ],
  ['a sequence needs no references', 'from A, B insert into Out'],
  ['the tail of a sequence may be grouped', 'from A, (B, C) insert into Out'],
  ['a sequence has logical and absent elements', 'from A, B and C, not D for 1 sec insert into Out'],
  [
    'a select has all its clauses',
    'from S select a, b + 1 as c, `order` group by a, S.b having c > 1 order by a asc, b desc, c limit 5 offset 2 insert into Out',
  ],
  ['a select may take all', 'from S select * having a > 1 insert into Out'],
  [
    'attributes may be called as keywords',
    'from S select count, order, every, last, group, null, S.from as as insert into Out',
  ],
  [
    'functions may be called as keywords',
    'from S select min(a) as b, last(a) as c, first(a) as d, year(a) as e insert into Out',
  ],
  ['all kinds of events are inserted', 'from S insert all events into Out'],
  ['events alone are current ones', 'from S insert events into Out'],
  ['rows are deleted', 'from S delete T for expired events on T.a == a'],
  ['rows are deleted without a condition as far as the grammar goes', 'from S delete T'],
  ['rows are updated', 'from S update T for all events set T.a = a + 1, b = c on T.k == k'],
  ['rows are updated without set', 'from S update T on T.k == k'],
  ['rows are updated or inserted', 'from S update or insert into T for events set T.a = a on T.k == k'],
  ['a query may return', 'from S select a return expired events'],
  [
    'a query in parentheses is an input',
    'from (from S#window.length(1) select a return)[a > 1] select a insert into Out',
  ],
  ['output is limited by events', 'from S output first every 5 events insert into Out'],
  ['output is limited by time', 'from S select a output every 1 min 30 sec insert into Out'],
  ['output is a snapshot', 'from S output snapshot every 1 sec insert into Out'],
];

const onDemand: [string, string][] = [
  ['find', 'from T'],
  [
    'find with all parts',
    'from T as t on t.a > 1 select a, sum(b) as c group by a having c > 1 order by a limit 1 offset 1;',
  ],
  ['find in an aggregation', `from A on a == 1 within '2020-01-01', '2021-01-01' per 'days' select *`],
  ['find within one text', `from A within '2020-**-** **:**:**' per 'days'`],
  ['delete', 'delete T on T.a == 1'],
  ['delete with select', `select 'x' as k delete T for current events on T.k == k`],
  ['update', 'update T set T.a = 1 on true'],
  ['update with select', 'select 1 as a update T set T.a = a on T.a == 2;'],
  ['insert', 'select 1 as a insert into T'],
  ['update or insert', 'select 1 as a update or insert into T set T.a = a on T.a == a'],
];

const expressions = [
  "'a'",
  '"it\'s"',
  `${quotes}"a"\n'b'${quotes}`,
  "''",
  "'\\n'",
  '0',
  '007',
  '2147483647',
  '-2147483648',
  '+ 5',
  '- 5',
  '9223372036854775807L',
  '-9223372036854775808l',
  '5l',
  '1f',
  '1.5F',
  '1e3f',
  '.5f',
  '1.5',
  '.5',
  '1e3',
  '1.5E-7',
  '1e+3',
  '5.D',
  '5d',
  '5D',
  '-0.0',
  '1e999',
  '1e999f',

  'true',
  'FALSE',
  '5 sec',
  '1 year 2 months 3 weeks 4 days 5 hours 6 minutes 7 seconds 8 milliseconds',
  '5days',
  '1 MIN 1 millisec + 2',

  'a',
  'S.a',
  'e1[0].a',
  'e1[last].a',
  'e1[last-1].a',
  'e1[last - 2].a',
  '#i.a',
  '!S.a',
  'S#fn.a',
  'S#fn[1].a',
  'S[0]#fn[last].a',
  'null',

  'f()',
  'f(*)',
  'f(a, 1)',
  'ns:f(a)',
  'ns : f ( a )',
  'eventTimestamp(e1)',
  'f(e1[0], #i, !S, e2[last])',

  'a is null',
  'S.a is null',
  'e1[0] is null',
  '#i is null',
  '!S is null',
  'f(a) is null',
  'not a is null',
  'a + b is null',

  'x-1',
  'x - -1',
  'a in T',
  'a == b in T',
  'a and b in T',
  'a in T in U',
  'not not a',
  'not (a > b)',
  'a < b < c',
  'a or b and c',
  '(a or b) and c',
];

const survives = (parser: (text: string) => Printable, text: string): void => {
  const tree = parser(text);
  const printed = print(tree);
  expect(withoutSpans(parser(printed))).toEqual(withoutSpans(tree));
  expect(print(parser(printed))).toBe(printed);
};

test.each(apps)('app: %s', (_, text) => survives(parse, text));
test.each(queries)('query: %s', (_, text) => survives(parseQuery, text));
test.each(onDemand)('on-demand: %s', (_, text) => survives(parseOnDemandQuery, text));
test.each(expressions)('expression: %s', (text) => survives(parseExpression, text));
