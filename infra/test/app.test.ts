import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const APP = fileURLToPath(new URL('../bin/app.ts', import.meta.url));

/** Runs the app as the CDK command does, in a folder of somebody's, where no package of ours is installed. */
function synthesise(files: Record<string, string>, context: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-app-'));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const {status, stderr} = spawnSync(process.execPath, [APP], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 180_000,
    env: {...process.env, CDK_OUTDIR: join(folder, 'cdk.out'), CDK_CONTEXT_JSON: JSON.stringify(context)},
  });
  const template = (): string => readFileSync(join(folder, 'cdk.out/Tandem.template.json'), 'utf8');
  return {status, stderr, template};
}

test('a typed settings file, apps beside it, and the command line on top make one template', () => {
  const {status, stderr, template} = synthesise(
    {
      'tandem.config.ts': `import {defineCluster} from '@tandem/infra';
export default defineCluster({apps: '.', cpu: 512, memory: 1024, durability: 'database'});`,
      'a.siddhi':
        "@source(type='http', receiver.url='http://0.0.0.0:8123/a', @map(type='json')) define stream S (a int);",
    },
    {memory: '2048'},
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(template()).toContain('"Cpu": "512"');
  expect(template()).toContain('"Memory": "2048"');
  expect(template()).toContain('"Value": "database"');
  expect(template()).toContain('"Port": 8123');
});

test('what a construct refuses ends it as well', () => {
  const {status, stderr, template} = synthesise({}, {cpu: '300'});
  expect(status).toBe(1);
  expect(stderr).toBe('cpu 300 is refused; allowed: 256, 512, 1024, 2048\n');
  expect(template).toThrow('ENOENT');
});

test('what is refused is told without a trace of our code, and nothing is synthesised', () => {
  const {status, stderr} = synthesise({'a.siddhi': 'define strem S (a int);'}, {apps: '.'});
  expect(status).toBe(1);
  expect(stderr).toMatch(/^a\.siddhi:1:8: .*\n {2}define strem S \(a int\);\n {9}\^{5}\n$/);
});
