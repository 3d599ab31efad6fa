import type {Case, Output, OutputKind, Phase} from '../cases/case.ts';
import type {Spec} from './generate.ts';
import type {Answer} from './oracle.ts';

/** A spec with the reference engine's answer as a recorded case; undefined where the answer says nothing: it hung, or could not listen. */
export function recorded(spec: Spec, {outputs, errors, schemas = {}}: Answer): Case | undefined {
  if (errors.some((e) => e.phase === 'timeout' || e.phase === 'collect' || e.phase === 'spec')) return undefined;
  const counted = errors.filter((e) => phases.has(e.phase));
  const first = counted[0];
  const timed = spec.app.includes('@app:playback');
  const inferred = Object.entries(schemas).filter(
    // Not what was written, nor fault streams, nor the tables behind an aggregation.
    ([name]) =>
      !spec.app.includes(` ${name} (`) &&
      !name.startsWith('!') &&
      !/_(SECONDS|MINUTES|HOURS|DAYS|MONTHS|YEARS)$/.test(name),
  );
  const {id, section, app, steps, collect} = spec;
  return {
    id,
    section,
    app,
    steps,
    collect,
    // Rows of a keyed table or an aggregation have no order but that of a hash map.
    ...(/@(PrimaryKey|Index)|define aggregation/i.test(spec.app) ? {unordered: true} : {}),
    expect: {
      outputs: outputs.map(({from, kind, step, batch, ts, data}): Output => ({
        from,
        kind: kind as OutputKind,
        step,
        batch,
        ...(timed && ts !== undefined && kind !== 'ondemand' ? {ts} : {}),
        ...(data ? {data} : {}),
      })),
      error: first
        ? {phase: first.phase as Phase, kind: kindOf(first), ...(first.phase === 'create' ? {} : {step: first.step})}
        : null,
      ...(counted.length > 1 ? {errorCount: counted.length} : {}),
      ...(first?.phase === 'create' ? {} : {schemas: Object.fromEntries(inferred)}),
    },
  };
}

const phases: ReadonlySet<string> = new Set<Phase>(['create', 'step', 'runtime']);

function kindOf({phase, class: name}: Answer['errors'][number]): string {
  if (phase !== 'create') return 'runtime';
  if (name.includes('Parser')) return 'parse';
  return name.includes('Validation') ? 'validation' : 'creation';
}
