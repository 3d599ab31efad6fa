import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';
import {watch} from '../testing.ts';

/** What `f(x)` answers for one row, with what the app is told. */
function run(body: string, returns = 'string', type = 'int', value: unknown = 1): string[] {
  const text = `define stream S (x ${type}); define function f[javascript] return ${returns} {${body}}; from S select f(x) as y insert into Out;`;
  const {app, seen} = watch(text, ['Out']);
  app.send('S', [value]);
  return seen;
}
const answers = (value: unknown): string[] => [`Out: ${String(value)}`];

test.each([
  ['int', 'return data[0] + 1;', 2],
  ['int', 'return 3.9;', 3],
  ['int', "return '12';", 12],
  ['long', 'return 9007199254740993n;', '9007199254740993'],
  ['long', 'return -1e30;', '-9223372036854775808'],
  ['float', 'return 0.1;', Math.fround(0.1)],
  ['double', 'return data[0] / 4;', 0.25],
  ['double', 'return (1.005).toFixed(2);', 1],
  ['string', 'return 1.5;', '1.5'],
  ['string', 'return true;', 'true'],
  ['string', 'return undefined;', 'null'],
  ['bool', 'return data[0] === 1;', true],
  ['bool', 'return null;', false],
  ['object', 'return {a: [1, {b: 2}]};', '{"a":[1,{"b":2}]}'],
])('return %s: %s', (returns, body, want) => expect(run(body, returns)).toEqual(answers(want)));

test.each([
  ['int', "return 'x';", "it answered 'x', which is no int"],
  ['bool', 'return 1;', 'it answered 1, which is no bool'],
  ['string', 'return {};', 'it answered a Object, which is no string'],
  ['object', 'return [() => 1];', 'it answered an object that holds a Function'],
  ['string', "throw new Error('no luck');", 'no luck'],
  ['string', "throw 'bare';", 'bare'],
  ['string', 'return data[0].foo.bar;', "Cannot read properties of undefined (reading 'bar')"],
])('return %s: %s fails', (returns, body, said) =>
  expect(run(body, returns)).toEqual([`!S: the script function f() failed: ${said}`]),
);

test('arguments come as an array: nulls, all attributes for *, none for ()', () => {
  const {app, seen} = watch(
    `define stream S (a string, b long);
     define function show[JavaScript] return string { return data.map((v) => v === null ? 'null' : typeof v + v).join('|') + data.length; };
     from S select show(*) as x, show() as y, show(b) as z insert into Out;`,
    ['Out'],
  );
  app.send('S', ['t', 9007199254740993n]);
  app.send('S', [null, 7]);
  expect(seen).toEqual([
    'Out: stringt|bigint90071992547409932,0,bigint90071992547409931',
    'Out: null|number72,0,number71',
  ]);
});

test('a script function hides a built-in of its name, and may stand in filters', () => {
  const {app, seen} = watch(
    `define stream S (a int); define function count[javascript] return int { return data[0] * 10; };
     from S[count(a) > 10] select count(a) as c insert into Out;`,
    ['Out'],
  );
  app.send('S', [1]);
  app.send('S', [2]);
  expect(seen).toEqual(['Out: 20']);
});

test.each([
  ['new Date().toISOString()', '2014-11-11T07:53:44.000Z'],
  ['Date.now()', '1415692424000'],
  ['Date().slice(0, 33)', 'Tue Nov 11 2014 07:53:44 GMT+0000'],
  ['new Date(2014, 10, 11, 7, 53).getTime()', '1415692380000'],
  ["new Date('2014-11-11T07:53').getTime()", '1415692380000'],
  ["new Date('2014-11-11').getTime()", '1415664000000'],
  ["new Date('Nov 11, 2014 07:53').getTime()", '1415692380000'],
  ["Date.parse('Tue, 11 Nov 2014 07:53:00 +0100')", '1415688780000'],
  ['new Date(0).getHours()', '0'],
  ['new Date(0).getTimezoneOffset()', '0'],
  ['String(new Date(NaN))', 'Invalid Date'],
  ['(1234.5).toLocaleString()', '1234.5'],
  ['new Date(0) instanceof Date', 'true'],
  ['Math.random()', '0.25'],
  [
    "['process', 'require', 'setTimeout', 'Intl', 'console', 'WebAssembly', 'Atomics', 'fetch'].filter((n) => n in globalThis).join()",
    '',
  ],
  ['Object.isFrozen(globalThis) && Object.isFrozen(Array.prototype) && Object.isFrozen(JSON)', 'true'],
])('%s depends on the engine alone', (expression, want) => {
  const {app, seen} = watch(
    `@app:playback define stream S (x int); define function f[javascript] return string { return ${expression}; }; from S select f() as y insert into Out;`,
    ['Out'],
    {random: () => 0.25},
  );
  app.send('S', [1], 1415692424000);
  expect(seen).toEqual(answers(want));
});

test.each([
  ['globalThis.n = 1;', 'object is not extensible'],
  ['n = 1;', 'n is not defined'],
  ['Array.prototype.n = 1;', 'object is not extensible'],
  ['Math.random = () => 1;', 'read only property'],
])('%s leaves nothing for the next call', (body, said) => expect(run(`${body} return 1;`)[0]).toContain(said));

test('random numbers of scripts go on after a restore as if nothing had happened', () => {
  const text =
    'define stream S (x int); define function f[javascript] return double { return Math.random(); }; from S select f() as y insert into Out;';
  const first = watch(text, ['Out']);
  first.app.send('S', [1]);
  const bytes = first.app.snapshot();
  first.app.send('S', [2]);
  const second = watch(text, ['Out']);
  second.app.restore(bytes);
  second.app.start();
  second.app.send('S', [2]);
  expect(second.seen).toEqual(first.seen.slice(1));
});

test.each([
  ['in the first line', 'define function f[javascript] return int { return 1 +; };', 1, 54],
  ['further down', 'define function f[javascript]\nreturn int {\n  const a = 1;\n  return a b;\n};', 4, 12],
])('a syntax error %s is refused where it stands', (_, definition, line, column) => {
  const text = `${definition}\ndefine stream S (x int); from S select f(x) as y insert into Out;`;
  expect(() => createApp(text)).toThrow(expect.objectContaining({kind: 'creation', line, column}));
});

test('other languages are refused by name, and so is a second function of a name', () => {
  const define = 'define function f[javascript] return int { return 1; };';
  const rest = ' define stream S (x int); from S select f() as y insert into Out;';
  expect(() => createApp(define.replace('javascript', 'scala') + rest)).toThrow(
    "the language 'scala' of function 'f' is not supported, expected javascript",
  );
  expect(() => createApp(define + define + rest)).toThrow("'f' is already the name of a function");
});
