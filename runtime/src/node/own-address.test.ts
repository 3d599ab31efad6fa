import type {NetworkInterfaceInfo, networkInterfaces} from 'node:os';
import {expect, test} from 'vitest';
import {ownAddress} from './own-address.ts';

const at = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  netmask: '255.255.255.0',
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal,
  cidr: null,
});

test.each([
  {
    name: 'a machine with one network',
    interfaces: {lo: [at('127.0.0.1', true)], eth0: [at('10.0.0.5')]},
    want: '10.0.0.5',
  },
  {name: 'a Fargate task', interfaces: {eth0: [at('169.254.172.2')], eth1: [at('10.0.1.7')]}, want: '10.0.1.7'},
  {name: 'no network', interfaces: {lo: [at('127.0.0.1', true)]}, want: '127.0.0.1'},
] satisfies {name: string; interfaces: ReturnType<typeof networkInterfaces>; want: string}[])(
  '$name is reached at $want',
  ({interfaces, want}) => expect(ownAddress(interfaces)).toBe(want),
);
