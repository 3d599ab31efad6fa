import {expect, test} from 'vitest';
import {missing} from './missing.ts';

const has =
  (...programs: string[]) =>
  (program: string) =>
    Promise.resolve(programs.includes(program));
const none = (): Promise<boolean> => Promise.resolve(false);
const all = has('ip', 'iptables', 'nsenter', 'mount', 'umount');

test.each([
  {machine: {platform: 'darwin', uid: 0, has: all}, said: /needs Linux.*darwin/},
  {machine: {platform: 'linux', uid: 1000, has: all}, said: /needs root/},
  {machine: {platform: 'linux', uid: undefined, has: all}, said: /needs root/},
  {machine: {platform: 'linux', uid: 0, has: has('iptables', 'nsenter', 'mount')}, said: /needs the program ip,/},
  {machine: {platform: 'linux', uid: 0, has: has('ip', 'mount')}, said: /needs the program iptables,/},
])('$said', async ({machine, said}) => expect(await missing(undefined, {...machine, hasImage: none})).toMatch(said));

test('a machine that has everything is not refused', async () =>
  expect(await missing(undefined, {platform: 'linux', uid: 0, has: all, hasImage: none})).toBeUndefined());

test('an image that is not there is not run', async () => {
  const machine = {platform: 'linux', uid: 0, has: all, hasImage: none};
  expect(await missing('tandem:1', machine)).toMatch(/no image tandem:1.*podman build/);
  expect(await missing('tandem:1', {...machine, hasImage: all.bind(undefined, 'ip')})).toBeUndefined();
});
