import {expect, test} from 'vitest';
import {parse, parseExpression, parseOnDemandQuery} from './parser.ts';
import {print} from './printer.ts';

test('an app is laid out to be read', () => {
  const text =
    "@app:name('shop') @source(type='http', receiver.url='http://0.0.0.0:8006/orders', basic.auth.enabled='false', @map(type='json', @attributes(a='$.a', b='$.b'))) " +
    'define stream Orders (id string, `order` int, price double);define table T(id string);' +
    "@info(name='q') from Orders[price>10.0 and not(`order`==3)]#window.time(1 min) select id,sum(price) as total group by id having total>100.0 order by total desc limit 5 output last every 1 sec update or insert into T set T.id=id on T.id==id;" +
    'partition with (id of Orders) begin from every e1=Orders->e2=Orders[price>e1.price]<2:>within 5 min select e1.id as a,e2[last].price as b insert into #up;from #up insert into Up end';
  const want = `@app:name('shop')

@source(
  type='http',
  receiver.url='http://0.0.0.0:8006/orders',
  basic.auth.enabled='false',
  @map(type='json', @attributes(a='$.a', b='$.b'))
)
define stream Orders (id string, \`order\` int, price double);
define table T (id string);

@info(name='q')
from Orders[price > 10.0 and not (\`order\` == 3)]#window.time(1 minute)
select id, sum(price) as total
group by id
having total > 100.0
order by total desc
limit 5
output last every 1 second
update or insert into T
  set T.id = id
  on T.id == id;

partition with (id of Orders)
begin
  from every e1=Orders -> e2=Orders[price > e1.price]<2:> within 5 minutes
  select e1.id as a, e2[last].price as b
  insert into #up;
  from #up
  insert into Up;
end;
`;
  expect(print(parse(text))).toBe(want);
});

test('long selections and patterns are broken up', () => {
  const columns = Array.from({length: 12}, (_, i) => `attribute${i} as alias${i}`);
  const steps = Array.from({length: 6}, (_, i) => `e${i}=SomeRatherLongStream`);
  const text = `define stream S (a int); from ${steps.join(' -> ')} within 1 sec select ${columns.join(', ')} insert into Out`;
  const lines = print(parse(text)).split('\n');
  expect(lines).toContain('  e0=SomeRatherLongStream ->');
  expect(lines).toContain('  within 1 second');
  expect(lines).toContain('  attribute0 as alias0,');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
});

test('on-demand queries are laid out, too', () => {
  expect(print(parseOnDemandQuery("from A as x on k=='a' within 1L,2L per 'days' select k,t"))).toBe(
    "from A as x\n  on k == 'a'\n  within 1L, 2L per 'days'\nselect k, t",
  );
});

test.each([
  ['((a)) + (b * c)', 'a + b * c'],
  ['(a + b) * c', '(a + b) * c'],
  ['a - (b - c)', 'a - (b - c)'],
  ['(a - b) - c', 'a - b - c'],
  ['not (a and b)', 'not (a and b)'],
  ['(not a) and b', 'not a and b'],
  ['(a in T) == b', '(a in T) == b'],
  ['(a == b) in T', 'a == b in T'],
  ['(a or b) and (c or d)', '(a or b) and (c or d)'],
  ['0.1F', '0.1f'],
  ['16777216f', '16777216.0f'],
  ['5D', '5.0'],
  ['1e21', '1e+21'],
  ['1.0E-7', '1e-7'],
  ['1e999', '1e999'],
  ['-1e99f', '-1e999f'],
  ['-0.0', '-0.0'],
  ['TRUE', 'true'],
  ['min(`a`)', 'min(a)'],
  ['`min`', '`min`'],
  ['`not`(a)', '`not`(a)'],
  ['"x"', "'x'"],
  ['"it\'s"', '"it\'s"'],
  ['"""say "it\'s" so"""', '"""say "it\'s" so"""'],
  ['2 MIN 1 SEC', '2 minutes 1 second'],
])('%s prints as %s', (text, want) => expect(print(parseExpression(text))).toBe(want));

test.each([
  ['a back-quote in a name', {kind: 'variable' as const, attribute: 'a`b'}],
  ['an empty name', {kind: 'variable' as const, attribute: ''}],
  ['a string with """', {kind: 'string' as const, value: 'a"""b'}],
  ['a string of lines that ends with a quote', {kind: 'string' as const, value: '\n"'}],
  ['a number that is none', {kind: 'number' as const, type: 'double' as const, value: NaN}],
])('%s has no text and is not printed', (_, node) => {
  const at = {start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1};
  expect(() => print({...node, at})).toThrow(/invariant broken/);
});

test('the longest chain that is parsed can be printed', () => {
  const text = Array(2001).fill('a').join(' + ');
  expect(print(parseExpression(text))).toBe(text);
});
