import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {SiddhiApps} from '../constructs/index.ts';

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-apps-'));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

const listening = (name: string, ...urls: string[]): string =>
  `@app:name('${name}')\n${urls
    .map((url, i) => `@source(type='http', receiver.url='${url}', @map(type='json'))\ndefine stream S${i} (a int);`)
    .join('\n')}`;

test('each app of the folder, in the order of the files, with all ports that they name, each once', () => {
  const {apps, ports} = SiddhiApps.fromFolder(
    folderOf({
      'b.siddhi': listening('B', 'http://0.0.0.0:8007/b', 'http://0.0.0.0:8006/b'),
      'a.siddhi': `${listening('A', 'http://0.0.0.0:8006/a')} from S0 select a insert into T;`,
      'timer.siddhi': "@app:name('Timer') define trigger T at every 1 sec;",
      'README.md': 'no app',
    }),
  );
  expect(apps.map(({name, file}) => `${name} of ${file}`)).toEqual([
    'A of a.siddhi',
    'B of b.siddhi',
    'Timer of timer.siddhi',
  ]);
  expect(ports).toEqual([8006, 8007]);
});

test('a source without an address listens where the language says: at 8280', () =>
  expect(
    SiddhiApps.fromFolder(folderOf({'a.siddhi': "@source(type='http', @map(type='json')) define stream S (a int);"}))
      .ports,
  ).toEqual([8280]));

test('values of variables are part of the text that is deployed', () => {
  const folder = folderOf({'a.siddhi': listening('${name}', 'http://0.0.0.0:${port}/in')});
  const {apps, ports} = SiddhiApps.fromFolder(folder, {variables: {name: 'A', port: '8011'}});
  expect(apps).toEqual([{name: 'A', file: 'a.siddhi', text: listening('A', 'http://0.0.0.0:8011/in')}]);
  expect(ports).toEqual([8011]);
});

/** What a folder is refused for, its name left out. */
function refusal(files: Record<string, string>, variables?: Record<string, string>): string {
  const folder = folderOf(files);
  try {
    SiddhiApps.fromFolder(folder, {variables});
    return 'not refused';
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
}

test('a syntax error: file, line, column, what was found and expected, the line and a caret', () =>
  expect(refusal({'a.siddhi': 'define stream S (a int);\nfrom S[a = 5] select a insert into T;'})).toBe(
    `a.siddhi:2:10: expected ']' or an operator but found '=' (equality is written '==')
  from S[a = 5] select a insert into T;
           ^`,
  ));

test('all faults of all files at once', () =>
  expect(
    refusal({
      'a.siddhi': 'define strem S (a int);',
      'b.siddhi': 'define stream S (a int); from X select a insert into T;',
    }),
  ).toMatch(/^a\.siddhi:1:8: .*\n.*\n.*\nb\.siddhi:1:31: there is no stream 'X'/));

test.each([
  {
    what: 'an unknown function',
    text: 'define stream S (a int);\nfrom S select nope(a) as b insert into T;',
    says: /^a\.siddhi:2:15: .*nope/,
  },
  {
    what: 'a transport that there is not',
    text: "@source(type='carrierPigeon') define stream S (a int);",
    says: /^a\.siddhi:1:1: No extension exist for source:carrierPigeon/,
  },
  {
    what: 'a variable without a value',
    text: 'define stream S (a int);\n-- ${size}',
    says: /^a\.siddhi:2:4: the variable 'size' has no value/,
  },
  {
    what: 'the port of REST',
    text: listening('A', 'http://0.0.0.0:9090/in'),
    says: /^a\.siddhi:2:1: port 9090 is the node's own, for REST and health; an app may take any other from 1024 on\n {2}@source/,
  },
  {
    what: 'the port of queries',
    text: listening('A', 'http://0.0.0.0:7070/in'),
    says: /^a\.siddhi:2:1: port 7070 is the node's own/,
  },
  {
    what: 'the port of the event link',
    text: listening('A', 'http://0.0.0.0:9893/in'),
    says: /^a\.siddhi:2:1: port 9893 is the node's own/,
  },
  {
    what: 'a port of the superuser',
    text: listening('A', 'http://0.0.0.0/in'),
    says: /^a\.siddhi:2:1: port 80 is for the superuser/,
  },
  {
    what: 'TLS on the node',
    text: listening('A', 'https://0.0.0.0:8443/in'),
    says: /^a\.siddhi:2:1: the nodes have no certificate/,
  },
])('refuses $what, with the place', ({text, says}) => expect(refusal({'a.siddhi': text})).toMatch(says));

test('refuses a second app of one name, and names both files', () => {
  const text = listening('A', 'http://0.0.0.0:8006/a');
  expect(refusal({'a.siddhi': text, 'b.siddhi': text})).toBe('b.siddhi: the app A is that of a.siddhi already');
});

test('refuses a value that would ask for another', () =>
  expect(refusal({'a.siddhi': 'define stream S (a int);'}, {x: '${y}'})).toBe(
    'appVariables.x "${y}" is refused; allowed: a text of one line without ${',
  ));

test.each([
  {what: 'a folder that is not there', folder: '/nowhere/at/all'},
  {what: 'a file', folder: new URL(import.meta.url).pathname},
  {what: 'a folder without an app', folder: mkdtempSync(join(tmpdir(), 'tandem-none-'))},
])('refuses $what', ({folder}) =>
  expect(() => SiddhiApps.fromFolder(folder)).toThrow(
    `apps ${JSON.stringify(folder)} is refused; allowed: a folder with at least one *.siddhi file`,
  ),
);
