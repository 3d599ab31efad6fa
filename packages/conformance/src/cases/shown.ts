import type {Output} from './case.ts';
import type {Failure, Observed} from './run.ts';

/** One output on one line: `#0 q current [a, 1] @1000`. `batch` counts the callbacks of its step. */
export function shownOutput(output: Output | Observed, batch: number): string {
  const ts = output.ts === undefined || output.ts === -1 ? '' : ` @${output.ts}`;
  return `#${batch} ${output.from} ${output.kind} [${(output.data ?? []).map(shownValue).join(', ')}]${ts}`;
}

export function shownFailure({phase, step, crash, error}: Failure): string {
  return `${crash ? 'crash' : 'error'} at step ${step} (${phase}): ${error.name}: ${error.message.split('\n')[0]}`;
}

/** Strings without quotes unless they could be mistaken for something else; sets and longs marked. */
function shownValue(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Set) return `{"$set":[${[...value].map(shownValue).join(',')}]}`;
  if (typeof value === 'string' && /^[A-Za-z][\w ]*$/.test(value) && !/^(null|true|false|NaN|Infinity)$/.test(value))
    return value;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return JSON.stringify(value) ?? String(value);
}
