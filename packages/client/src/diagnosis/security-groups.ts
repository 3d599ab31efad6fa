import type {CloudReport} from '../cloud/cloud-report.ts';
import type {SecurityGroups} from '../cloud/read-security-groups.ts';
import {fault, type Finding} from './finding.ts';

const eventLink = 9893;
const mysql = 3306;

/** Whether the nodes reach each other and their database. */
export function diagnoseSecurityGroups({cluster, services, database}: CloudReport, groups: SecurityGroups): Finding[] {
  const nodes = [...new Set(services.flatMap(({securityGroups}) => securityGroups))];
  if (nodes.length === 0) return [];
  const lets = (into: readonly string[], port: number): boolean =>
    into.some((id) =>
      groups
        .get(id)
        // A rule by addresses may cover the nodes: it is taken for good.
        ?.some(
          (rule) =>
            rule.from <= port && port <= rule.to && (rule.addresses || rule.groups.some((g) => nodes.includes(g))),
        ),
    );
  const findings: Finding[] = [];
  const repair = 'deploy the stack again, or add the rule by hand: somebody has taken it out';
  if (!lets(nodes, eventLink))
    findings.push(
      fault(
        cluster.name,
        `the security group of the nodes (${nodes.join(', ')}) does not let them reach each other at port ${eventLink}, the event link`,
        repair,
      ),
    );
  const port = Number(database?.endpoint?.split(':').at(-1) ?? mysql);
  if (database && database.securityGroups.length > 0 && !lets(database.securityGroups, port))
    findings.push(
      fault(
        database.id,
        `its security group (${database.securityGroups.join(', ')}) does not let in the nodes (${nodes.join(', ')}) at port ${port}`,
        repair,
      ),
    );
  return findings;
}
