import {X509Certificate} from 'node:crypto';
import * as mysql2 from 'mysql2';
import {expect, test} from 'vitest';
import {rdsAuthorities} from './rds-authorities.ts';

type Profiles = {ConnectionConfig: {getSSLProfile(name: string): {ca: string[]}}};
const all = (mysql2 as unknown as Profiles).ConnectionConfig.getSSLProfile('Amazon RDS').ca;
const namesOf = (authorities: readonly string[]): string[] =>
  authorities.map((pem) => /CN=(.*)/.exec(new X509Certificate(pem).subject)?.[1] ?? '');

test('a host gets the authorities of its region, and those of none', () => {
  const names = namesOf(all);
  const others = names.filter(
    (name) => /^Amazon RDS [a-z]{2}-/.test(name) && !name.startsWith('Amazon RDS eu-west-1 '),
  );
  expect(others.length).toBeGreaterThan(80);
  const chosen = namesOf(rdsAuthorities('db.c1xyz.eu-west-1.rds.amazonaws.com', all));
  expect(chosen.sort()).toEqual(names.filter((name) => !others.includes(name)).sort());
  expect(chosen.filter((name) => name.startsWith('Amazon RDS eu-west-1 ')).length).toBeGreaterThan(2);
});

test.each([
  {name: 'an address', host: '10.0.0.1'},
  {name: 'a name of its own', host: 'database.example.com'},
  {name: 'a region that no certificate names', host: 'db.c1xyz.xx-nowhere-1.rds.amazonaws.com'},
])('$name gets all', ({host}) => expect(rdsAuthorities(host, all)).toEqual(all));
