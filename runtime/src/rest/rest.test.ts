import {afterAll, beforeAll, expect, test} from 'vitest';
import {type OneNode, oneNode} from '../testing/one-node.ts';

const app = `@app:name('A') define stream S (k string, v long);
@sink(type='log') define stream Out (k string, v long);
@PrimaryKey('k') define table T (k string, v long);
@info(name='q') from S select k, v insert into T;`;

let one: OneNode;
beforeAll(async () => {
  one = await oneNode();
});
afterAll(() => one.close());

test('health is for everyone, all else wants credentials', async () => {
  const stranger = {authorization: 'Basic eDp5'};
  expect(await one.ask('GET', '/health', undefined, stranger)).toMatchObject({
    status: 200,
    text: '{"status":"healthy"}',
  });
  expect(await one.ask('GET', '/health/ready', undefined, stranger)).toMatchObject({
    status: 200,
    text: '{"status":"active"}',
  });
  for (const path of ['/siddhi-apps', '/ha/status', '/metrics', '/statistics', '/nowhere']) {
    expect((await one.ask('GET', path, undefined, stranger)).status, path).toBe(401);
  }
});

test.each([
  {name: 'user and password', authorization: `Basic ${Buffer.from('admin:password').toString('base64')}`, want: 200},
  {name: 'the token', authorization: 'Bearer a-token-of-many-letters', want: 200},
  {name: 'another token', authorization: 'Bearer a-token-of-many-letterS', want: 401},
  {name: 'another password', authorization: `Basic ${Buffer.from('admin:passworD').toString('base64')}`, want: 401},
  {name: 'another user', authorization: `Basic ${Buffer.from('root:password').toString('base64')}`, want: 401},
  {name: 'no colon', authorization: `Basic ${Buffer.from('password').toString('base64')}`, want: 401},
  {name: 'an unknown scheme', authorization: 'Digest x', want: 401},
])('$name: $want', async ({authorization, want}) =>
  expect((await one.ask('GET', '/siddhi-apps', undefined, {authorization})).status).toBe(want),
);

test('an app lives: created, listed, updated, asked, deactivated, removed', async () => {
  const created = await one.ask('POST', '/siddhi-apps', app);
  expect([created.status, created.headers.get('location'), JSON.parse(created.text)]).toEqual([
    201,
    '/siddhi-apps/A',
    {type: 'success', message: 'Siddhi app A saved and deployed'},
  ]);
  expect(await one.ask('POST', '/siddhi-apps', app)).toMatchObject({status: 409});
  expect(await one.ask('PUT', '/siddhi-apps', app)).toMatchObject({status: 200});
  expect(await one.ask('GET', '/siddhi-apps')).toMatchObject({text: '["A"]'});
  expect(await one.ask('GET', '/siddhi-apps?isActive=false')).toMatchObject({text: '[]'});
  expect(await one.ask('GET', '/siddhi-apps/count')).toMatchObject({text: '1'});
  expect(JSON.parse((await one.ask('GET', '/siddhi-apps/A')).text)).toEqual({content: app});
  expect(await one.ask('GET', '/siddhi-apps/A/status')).toMatchObject({text: '{"status":"active"}'});
  expect(JSON.parse((await one.ask('GET', '/siddhi-apps/A/elements')).text)).toContainEqual({
    kind: 'queries',
    appName: 'A',
    isActive: true,
    name: 'q',
  });
  expect(await one.ask('GET', '/siddhi-apps/ha/is-active-node')).toMatchObject({text: 'true'});
  expect(await one.ask('PUT', '/siddhi-apps/A', '{"action":"deactivate"}')).toMatchObject({status: 200, text: ''});
  expect(await one.ask('GET', '/siddhi-apps/A/status')).toMatchObject({text: '{"status":"inactive"}'});
  expect(await one.ask('PUT', '/siddhi-apps/A', '{"action":"activate"}')).toMatchObject({status: 200});
  expect(JSON.parse((await one.ask('POST', '/siddhi-apps/A/backup')).text)).toHaveProperty(
    'revision',
    expect.stringMatching(/^\d+__A$/),
  );
  expect(await one.ask('DELETE', '/siddhi-apps/A')).toMatchObject({status: 200});
  for (const [method, path] of [
    ['GET', '/siddhi-apps/A'],
    ['GET', '/siddhi-apps/A/status'],
    ['DELETE', '/siddhi-apps/A'],
    ['PUT', '/siddhi-apps/A'],
  ] as const) {
    expect(
      (await one.ask(method, path, method === 'PUT' ? '{"action":"activate"}' : undefined)).status,
      `${method} ${path}`,
    ).toBe(404);
  }
});

test('a text that does not compile is refused with its place', async () => {
  const {status, text} = await one.ask(
    'POST',
    '/siddhi-apps',
    "@app:name('B')\ndefine stream S (v int);\nfrom Nowhere select v insert into Out;",
  );
  expect(status).toBe(400);
  expect(JSON.parse(text)).toMatchObject({
    code: 800101,
    line: 3,
    column: expect.any(Number),
    message: expect.stringContaining('^'),
  });
});

test('on-demand queries read and write, longs exact', async () => {
  await one.ask('PUT', '/siddhi-apps', app);
  const stores = one.at(one.node.ports()['stores'] ?? 0);
  const query = (text: string, details = false): Promise<{status: number; text: string}> =>
    stores('POST', '/stores/query', JSON.stringify({appName: 'A', query: text, details}));
  expect(await query("select 'a' as k, 9007199254740993L as v insert into T")).toMatchObject({
    status: 200,
    text: '{"records":[]}',
  });
  expect(await query('from T select k, v', true)).toMatchObject({
    status: 200,
    text: '{"records":[["a",9007199254740993]],"details":[{"name":"k","dataType":"STRING"},{"name":"v","dataType":"LONG"}]}',
  });
  expect(await query('')).toMatchObject({status: 400});
  expect(await query('from Nowhere select *')).toMatchObject({status: 400});
  expect(await stores('POST', '/stores/query', '{"appName":"B","query":"from T select *"}')).toMatchObject({
    status: 404,
  });
});

test('metrics tell the role', async () =>
  expect((await one.ask('GET', '/metrics')).text).toContain('tandem_active{node="node-1"} 1'));

test('a node alone has nobody to hand over to', async () =>
  expect(await one.ask('POST', '/ha/switchover')).toMatchObject({status: 409}));

test('kept errors are listed, sent again and discarded', async () => {
  await one.ask(
    'PUT',
    '/siddhi-apps',
    `@app:name('Keeping') @OnError(action='store') define stream S (k string); define trigger T at 'start';
     from T select 'ab' as k insert into S; @info(name='chars') from S select str:charAt(k, 5) as c insert into Out;`,
  );
  const entries = async (): Promise<{id: number; cause: string}[]> =>
    JSON.parse((await one.ask('GET', '/error-handler/error-entries?siddhiApp=Keeping')).text) as never;
  const [first] = await entries();
  expect(first).toMatchObject({
    siddhiAppName: 'Keeping',
    streamName: 'S',
    queryName: 'chars',
    errorOccurrence: 'STORE_ON_STREAM_ERROR',
    events: [{data: ['ab']}],
  });
  const count = async (): Promise<string> =>
    (await one.ask('GET', '/error-handler/error-entries/count?siddhiApp=Keeping')).text;
  expect(await count()).toBe('{"entriesCount":1}');
  expect((await one.ask('GET', `/error-handler/error-entries/${first!.id}`)).status).toBe(200);
  expect((await one.ask('POST', '/error-handler', JSON.stringify([first]))).status).toBe(200);
  const [again] = await entries();
  expect(again!.id).toBeGreaterThan(first!.id);
  expect((await one.ask('GET', `/error-handler/error-entries/${first!.id}`)).status).toBe(404);
  expect((await one.ask('POST', '/error-handler', '[{}]')).status).toBe(400);
  expect((await one.ask('POST', '/error-handler', '[999]')).status).toBe(404);
  expect((await one.ask('GET', '/error-handler/error-entries')).status).toBe(400);
  await one.ask('DELETE', '/error-handler/error-entries?siddhiApp=Keeping&retentionDays=1');
  expect(await count()).toBe('{"entriesCount":1}');
  await one.ask('DELETE', '/error-handler/error-entries?siddhiApp=Keeping');
  expect(await count()).toBe('{"entriesCount":0}');
  await one.ask('DELETE', '/siddhi-apps/Keeping');
});

test('the statistics level of an app is raised and lowered, and its counts are metrics', async () => {
  await one.ask('PUT', '/siddhi-apps', `@app:name('Counted') ${app.replace("@app:name('A')", '')}`);
  const level = async (body: string): Promise<number> =>
    (await one.ask('PUT', '/siddhi-apps/Counted/statistics', body)).status;
  const shown = async (): Promise<unknown> =>
    (JSON.parse((await one.ask('GET', '/siddhi-apps/statistics')).text) as {appName: string}[]).find(
      (each) => each.appName === 'Counted',
    );
  expect(await level('{"enabledStatLevel":"DETAIL"}')).toBe(200);
  expect(await shown()).toMatchObject({isStatEnabled: 'DETAIL'});
  expect((await one.ask('GET', '/metrics')).text).toMatch(/tandem_app_metric\{.*app="Counted".*kind="Tables".*\} 0/);
  expect(await level('{"statsEnable":false}')).toBe(200);
  expect(await shown()).toMatchObject({isStatEnabled: 'OFF'});
  expect(await level('{"enabledStatLevel":"ALL"}')).toBe(400);
  expect((await one.ask('PUT', '/siddhi-apps/Nobody/statistics', '{"statsEnable":true}')).status).toBe(404);
  await one.ask('DELETE', '/siddhi-apps/Counted');
});

test('state that an update drops is told in the answer and in the log', async () => {
  const warnings: string[] = [];
  const silent = (): void => undefined;
  const log = {debug: silent, info: silent, warn: (line: string) => warnings.push(line), error: silent};
  const other = await oneNode({}, log);
  const table = (attributes: string): string =>
    `@app:name('T') define stream S (k string); define table T (${attributes}); from S select k insert into T;`;
  await other.ask('POST', '/siddhi-apps', table('k string'));
  const {notes} = JSON.parse(
    (await other.ask('PUT', '/siddhi-apps', table('k string, n long').replace('select k', 'select k, 1L as n'))).text,
  ) as {
    notes: string[];
  };
  await other.close();
  expect(notes).toHaveLength(1);
  expect(warnings).toContain(`Siddhi App T: ${notes[0]}`);
});
