import type {Finding} from '../diagnosis/finding.ts';

/** Faults first, each with what to do. `asked`: who answered, so that silence is not taken for health. */
export function findingsScreen(findings: readonly Finding[], asked: {nodes: number; cloud: boolean}): string {
  const sorted = [...findings].sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
  const told = sorted.map(
    ({severity, about, what, next}) => `${severity.toUpperCase()} ${about}: ${what}\n  next: ${next}\n`,
  );
  const who = [
    asked.nodes === 1 ? '1 node' : `${asked.nodes} nodes`,
    ...(asked.cloud ? ['ECS', 'RDS', 'EC2'] : []),
  ].join(', ');
  if (findings.length === 0) return `nothing is wrong, as far as these told: ${who}\n`;
  return `${told.join('')}(told by: ${who})\n`;
}
