import type {Recorded, Step} from '../cases/case.ts';
import type {Spec} from './generate.ts';

/** The spec with fewer steps, smaller batches, simpler values, fewer listeners; large removals first. */
export function smallerSteps(spec: Spec): Spec[] {
  const {steps, collect} = spec;
  const specs: Spec[] = [];
  for (let size = Math.floor(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let i = steps.length - size; i >= 0; i -= size) specs.push({...spec, steps: steps.toSpliced(i, size)});
  }
  for (const [i, step] of steps.entries())
    for (const simpler of simplerSteps(step)) specs.push({...spec, steps: steps.with(i, simpler)});
  if (collect.length > 1) for (const i of collect.keys()) specs.push({...spec, collect: collect.toSpliced(i, 1)});
  return specs;
}

function simplerSteps(step: Step): Step[] {
  if (!('send' in step)) return [];
  if ('events' in step) {
    const {send, events} = step;
    const fewer = events.length > 1 ? events.map((_, i) => ({send, events: events.toSpliced(i, 1)})) : [];
    const single = events[0] && events.length === 1 ? [{send, ...events[0]}] : [];
    const plainer = events.flatMap((e, i) =>
      simplerRows(e.data).map((data) => ({send, events: events.with(i, {...e, data})})),
    );
    return [...single, ...fewer, ...plainer];
  }
  return simplerRows(step.data).map((data) => ({...step, data}));
}

const simplerRows = (row: Recorded[]): Recorded[][] =>
  row.flatMap((value, i) => simplerValues(value).map((simpler) => row.with(i, simpler)));

/** Towards 1, 'a' and true, in one step, so that it ends. */
function simplerValues(value: Recorded): Recorded[] {
  if (typeof value === 'number') return value === 1 ? [] : [1];
  if (typeof value === 'boolean') return value ? [] : [true];
  if (typeof value === 'object' && value !== null) return [1];
  return [];
}
