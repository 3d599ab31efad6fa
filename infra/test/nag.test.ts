import {expect, test} from 'vitest';
import {ACKNOWLEDGED} from '../check/acknowledged.ts';
import {nagFindings} from '../check/nag-findings.ts';
import {PRODUCTION} from '../stacks/settings.ts';
import {clusterStack, testApp} from './cluster.ts';

/** `rule at path` for each finding. */
function findings(context: Readonly<Record<string, unknown>>): string[] {
  const app = testApp();
  clusterStack(app, context);
  return nagFindings(app).map(({rule, at}) => `${rule} at ${at}`);
}

test('AwsSolutions finds in the cluster for production what is acknowledged, no more and no less', () =>
  expect(findings(PRODUCTION)).toEqual(
    ACKNOWLEDGED.flatMap(({rule, at}) => at.map((path) => `${rule} at ${path}`)).sort(),
  ));

test('a narrower ingress ends the finding about it', () =>
  expect(findings({...PRODUCTION, ingressCidr: '203.0.113.0/24'}).filter((found) => found.includes('EC23'))).toEqual(
    [],
  ));

test('the default cluster differs by what costs money', () => {
  const ofProduction = findings(PRODUCTION);
  expect(findings({}).filter((found) => !ofProduction.includes(found))).toEqual([
    'AwsSolutions-ECS4 at Tandem/Default/Cluster',
    'AwsSolutions-RDS10 at Tandem/Default/Database/Instance',
    'AwsSolutions-RDS3 at Tandem/Default/Database/Instance',
  ]);
});
