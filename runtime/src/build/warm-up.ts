import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ports} from '../config/index.ts';
import {freeOffsets} from '../pair/free-offsets.ts';
import type {NodeProcess} from '../pair/node-process.ts';
import {eventually, Pair} from '../pair/pair.ts';

/** What a start is likely to need of the engine: a source, a sink, a table, groups, a window, a pattern. */
const app = `@app:name('WarmUp')
@source(type='http', receiver.url='http://0.0.0.0:${ports.httpSource}/warm', @map(type='json'))
define stream Readings (name string, n int);
@sink(type='log')
define stream Totals (name string, total long);
@PrimaryKey('name')
define table Kept (name string, total long);
from Readings#window.length(5) select name, sum(n) as total group by name insert into Totals;
from Totals select name, total update or insert into Kept set Kept.total = total on Kept.name == name;
from every a=Readings[n > 1] -> b=Readings[name == a.name] within 1 min select a.name as name, 1L as total insert into Totals;
`;
const patience = 60_000;

/**
 * Runs a pair of the bundled server through all that a start can bring, on an embedded database, and keeps the code of what ran in `compiled`. The node that
 * keeps it follows first, is handed the apps, takes inputs, and leaves. It is not asked over
 * REST: V8 takes up all kept code at once, and no start needs that of REST.
 */
export async function warmUp(program: string, compiled: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-warm-up-'));
  mkdirSync(join(directory, 'apps'));
  writeFileSync(join(directory, 'apps', 'warm-up.siddhi'), app);
  const pair = new Pair({
    directory,
    program,
    groupId: 'warm-up',
    password: 'unused-after-the-build',
    secret: 'unused-after-the-build',
    offsets: await freeOffsets(30_000),
    mysql: undefined,
    environment: {TANDEM_APPS_DIRECTORY: join(directory, 'apps'), TANDEM_METRICS_EMF: 'true'},
    each: [{}, {TANDEM_KEEP_COMPILED: compiled}],
  });
  const [first, second] = pair.nodes;
  try {
    first.start();
    await takes(first);
    second.start();
    await eventually(patience, 'the pair to be in sync', async () =>
      (await first.status())?.inSync ? true : undefined,
    );
    await takes(second);
    await first.end('SIGTERM');
    await takes(second);
    await second.end('SIGTERM');
  } finally {
    await pair.kill();
    rmSync(directory, {recursive: true, force: true});
  }
  if (!existsSync(compiled)) throw new Error(`the node has not kept its code in ${compiled}`);
}

/** Pushes inputs, once the node takes them. */
async function takes(node: NodeProcess): Promise<void> {
  const push = (n: number): Promise<number> =>
    node.ask('POST', '/warm', JSON.stringify({event: {name: `n${n % 3}`, n}}), ports.httpSource).then(
      ({status}) => status,
      () => 0,
    );
  await eventually(patience, `${node.nodeId} to take inputs`, async () => ((await push(0)) === 200 ? true : undefined));
  for (let n = 1; n < 20; n++) {
    const status = await push(n);
    if (status !== 200) throw new Error(`${node.nodeId} answered ${status}`);
  }
}
