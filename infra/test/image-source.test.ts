import {execFileSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {allPorts} from '@tandem/runtime/config';
import {SiddhiApps, stageImageSource} from '../constructs/index.ts';

test('the build context is a Dockerfile and the server, which starts', () => {
  const directory = stageImageSource();
  expect(readdirSync(directory).sort()).toEqual(['Dockerfile', 'dist']);
  expect(readdirSync(join(directory, 'dist')).sort()).toEqual(['main.mjs', 'server.js', 'warm-up.mjs']);
  const help = execFileSync(process.execPath, ['dist/main.mjs', '--help'], {cwd: directory, encoding: 'utf8'});
  expect(help).toContain('Usage: tandem-node');
});

test('the Dockerfile copies what is there, opens the ten ports and does not run as root', () => {
  const dockerfile = readFileSync(join(stageImageSource(), 'Dockerfile'), 'utf8');
  expect(dockerfile).toMatch(/^COPY dist\/main\.mjs dist\/server\.js /m);
  expect(dockerfile).toMatch(/^USER (?!root)/m);
  const exposed = /^EXPOSE (.*)$/m.exec(dockerfile)?.[1]?.split(' ').map(Number) ?? [];
  expect(new Set(exposed)).toEqual(new Set(allPorts));
});

test('whoever stages it, the user of the image can read it', () => {
  const apps = mkdtempSync(join(tmpdir(), 'tandem-apps-'));
  writeFileSync(join(apps, 'A.siddhi'), 'define stream S (a int);');
  const before = process.umask(0o077);
  const directory = stageImageSource(SiddhiApps.fromFolder(apps));
  process.umask(before);
  const modes = ['.', 'Dockerfile', 'dist', 'dist/server.js', 'apps', 'apps/A.siddhi'].map(
    (path) => `${path} ${(statSync(join(directory, path)).mode & 0o777).toString(8)}`,
  );
  expect(modes).toEqual(['. 755', 'Dockerfile 644', 'dist 755', 'dist/server.js 644', 'apps 755', 'apps/A.siddhi 644']);
});

test('apps are copied to where the nodes look for them, and nothing else of their folder', () => {
  const apps = mkdtempSync(join(tmpdir(), 'tandem-apps-'));
  writeFileSync(
    join(apps, 'A.siddhi'),
    "@App:name('A') define stream S (a int); from S#window.length(${size}) select a insert into T;",
  );
  writeFileSync(join(apps, 'notes.txt'), 'not an app');
  const directory = stageImageSource(SiddhiApps.fromFolder(apps, {variables: {size: '3'}}));
  expect(readdirSync(join(directory, 'apps'))).toEqual(['A.siddhi']);
  expect(readFileSync(join(directory, 'apps/A.siddhi'), 'utf8')).toContain('#window.length(3)');
  expect(readFileSync(join(directory, 'Dockerfile'), 'utf8')).toMatch(/^COPY apps\/ \/opt\/tandem\/apps\/$/m);
});
