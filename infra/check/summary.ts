import {ACKNOWLEDGED, BY_CHOICE} from './acknowledged.ts';
import {type Combination} from './combinations.ts';
import {LINT_PACKAGE, type LintFinding} from './lint.ts';
import {type Finding} from './nag-findings.ts';

/** One combination of settings, synthesised. */
export type Checked = {
  readonly settings: Combination;
  readonly resources: number;
  readonly bytes: number;
  readonly nag: readonly Finding[];
};

export type CheckReport = {
  readonly combinations: number;
  readonly seconds: number;
  readonly lint: string;
  /** Least and most over the combinations. */
  readonly resources: readonly [number, number];
  readonly bytes: readonly [number, number];
  readonly withReason: readonly {readonly rule: string; readonly at: readonly string[]; readonly reason: string}[];
  /** Findings that nobody has given a reason for. */
  readonly without: readonly string[];
};

/** Sorts findings into those with a reason and those without. */
export function summary(checked: readonly Checked[], linted: readonly LintFinding[], seconds: number): CheckReport {
  const without = new Set(linted.map(({rule, at, message}) => `cfn-lint ${rule} at ${at}: ${message}`));
  const reasons = new Map<string, {rule: string; at: Set<string>; reason: string}>();
  for (const {settings, nag} of checked)
    for (const finding of nag) {
      const reason = reasonFor(finding, settings);
      if (reason === undefined) without.add(`${finding.rule} at ${finding.at} with ${JSON.stringify(settings)}`);
      else {
        const known = reasons.get(finding.rule + reason) ?? {rule: finding.rule, at: new Set<string>(), reason};
        known.at.add(finding.at);
        reasons.set(finding.rule + reason, known);
      }
    }
  const range = (of: readonly number[]): readonly [number, number] => [Math.min(...of), Math.max(...of)];
  return {
    combinations: checked.length,
    seconds,
    lint: LINT_PACKAGE,
    resources: range(checked.map(({resources}) => resources)),
    bytes: range(checked.map(({bytes}) => bytes)),
    withReason: [...reasons.values()].map(({rule, at, reason}) => ({rule, at: [...at].sort(), reason})),
    without: [...without].sort(),
  };
}

function reasonFor({rule, at}: Finding, settings: Combination): string | undefined {
  const acknowledged = ACKNOWLEDGED.find((entry) => entry.rule === rule && entry.at.includes(at));
  if (acknowledged !== undefined) return acknowledged.reason;
  const chosen = BY_CHOICE.find((entry) => {
    const [name = '', value] = entry.setting.split('=');
    return entry.rule === rule && JSON.stringify(settings[name] ?? false) === value;
  });
  return chosen === undefined ? undefined : `${chosen.setting}: ${chosen.reason}`;
}
