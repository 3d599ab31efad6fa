import type {PositionPlan, StatePlan} from './state-plan.ts';

/**
 * The code of a chain. `p0`, `p1`, ...: who may match now, at most one a
 * position; `q0`, `q1`, ...: who waits for the next event. An event is tried at
 * the last position of its stream first.
 */
export function chainText(plan: StatePlan): string {
  const {positions, readers} = plan;
  const all = positions.map((p) => p.index);
  const every = plan.steps[0]?.group !== undefined;
  const names = (letter: string): string => all.map((i) => `${letter}${i}=null`).join(',');
  const takes = readers.map((own) => `function(t,r){${takeText(plan, own, every)}}`);
  return [
    `'use strict';let ids=0,${names('p')},${names('q')};`,
    `const ${positions.flatMap(({index, filters}) => filters.map((_, j) => `c${index}_${j}=C[${index}][${j}]`)).join(',') || 'none=0'};`,
    `function fresh(){return new Partial(ids++,[${all.map(() => 'null').join(',')}]);}`,
    `return {fresh,take:[${takes.join(',\n')}],`,
    `put(i,p){${all.map((i) => `if(i===${i})q${i}=p;`).join('')}},`,
    `waiting(){return [${all.map((i) => `q${i}`).join(',')}];},`,
    `left(){return [${all.map((i) => `p${i}`).join(',')}];},`,
    `ids(n){if(n!==undefined)ids=n;return ids;}};`,
  ].join('\n');
}

function takeText(plan: StatePlan, own: readonly PositionPlan[], every: boolean): string {
  const all = plan.positions.map((p) => p.index);
  const last = all.length - 1;
  const {within} = plan;
  const expire =
    within === undefined
      ? ''
      : all
          .slice(1)
          .map((i) => `if(q${i}!==null&&(t-q${i}.first>${within}||q${i}.last-t>${within}))q${i}=null;`)
          .join('');
  const open = every ? 'if(q0===null)q0=fresh();' : '';
  const begin = all.map((i) => `p${i}=q${i};q${i}=null;`).join('');
  const tries = own.map(({index, filters}) => {
    const holds = filters.map((_, j) => `c${index}_${j}(t,p${index},r,t)`);
    const start = within === undefined ? '' : `if(p.first===Infinity)p.first=p.last=t;`;
    const to = index === last ? 'match=p;' : `q${index + 1}=p;`;
    const again = index === 0 && every ? 'q0=fresh();q0.ts=t;' : '';
    return `if(${[`p${index}!==null`, ...holds].join('&&')}){const p=p${index};p${index}=null;p.slots[${index}]=h;p.ts=t;${start}${to}${again}}`;
  });
  return `${expire}${open}${begin}const h={ts:t,row:r};let match=null;${tries.join('')}return match;`;
}
