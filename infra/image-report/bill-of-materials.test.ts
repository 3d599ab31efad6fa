import {expect, test} from 'vitest';
import {debianComponents, nodeComponent, withComponents} from './bill-of-materials.ts';

const STATUS = `Package: libc6
Status: install ok installed
Architecture: arm64
Version: 2.36-9+deb12u14
Description: GNU C Library: Shared libraries
 and what belongs to them

Package: dash
Status: install ok installed
Architecture: arm64
Version: 0.5.12-2
`;
const RELEASE = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_CODENAME=bookworm\n';

test('each package of Debian is named as scanners look for it', () =>
  expect(debianComponents(STATUS, RELEASE)).toEqual([
    {
      type: 'library',
      name: 'libc6',
      version: '2.36-9+deb12u14',
      purl: 'pkg:deb/debian/libc6@2.36-9%2Bdeb12u14?arch=arm64&distro=bookworm',
    },
    {
      type: 'library',
      name: 'dash',
      version: '0.5.12-2',
      purl: 'pkg:deb/debian/dash@0.5.12-2?arch=arm64&distro=bookworm',
    },
  ]));

test('the server, Node.js and Debian are in one document', () => {
  const server = {bomFormat: 'CycloneDX', specVersion: '1.7', components: [{type: 'library', name: 'express'}]};
  const bill = withComponents(server, [nodeComponent('v24.21.0'), ...debianComponents(STATUS, RELEASE)]);
  expect(bill.components?.map(({name}) => name)).toEqual(['express', 'node', 'libc6', 'dash']);
  expect(bill.components?.[1]?.version).toBe('24.21.0');
});
