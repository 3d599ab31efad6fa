import type {PositionPlan, StatePlan} from './state-plan.ts';

/**
 * The code of a chain. Who waits at position i is in variables, so that nothing is made but a match: `w<i>` whether somebody
 * does, `i<i>` its id, `r<i>_<j>` and `t<i>_<j>` its event at position j and that one's time; `z` since when the first waits.
 *
 * An event first asks the filters of all its positions, the last one first; then all move on. So where a filter fails
 * everything is as it was before the event, and `failed` tells what the filters before it said.
 */
export function chainText(plan: StatePlan): string {
  const {positions, readers} = plan;
  const all = positions.map((p) => p.index);
  const filters = positions.flatMap(({index, spread}) =>
    (spread ?? []).map((_, j) => `c${index}_${j}=C[${index}].spread[${j}]`),
  );
  const state = all.map((i) => [`w${i}=false`, ...fields(i).map((f) => `${f}=null`)].join(','));
  const puts = all.map((i) => {
    const events = before(i, (j) => `r${i}_${j}=s[${j}].row;t${i}_${j}=s[${j}].ts;`);
    return `if(i===${i}){w${i}=true;i${i}=id;${i === 0 ? 'z=ts;' : ''}${events}}`;
  });
  return [
    `'use strict';const ${[...filters, 'none=0'].join(',')};`,
    `return function(){let ids=0,z=-1,failed=null,${state.join(',')};`,
    `return {take:[${readers.map((own) => `function(t,r){${takeText(plan, own)}}`).join(',\n')}],`,
    `begin(n){ids=n;failed=null;${all.map((i) => `w${i}=false;`).join('')}},`,
    `put(i,id,ts,s){${puts.join('')}},`,
    `list(){return {ids,failed,waiting:[${all.map(waiterText).join(',')}]};}};};`,
  ].join('\n');
}

const before = (i: number, text: (j: number) => string, between = ''): string =>
  Array.from({length: i}, (_, j) => text(j)).join(between);
const fields = (i: number): string[] => [
  `i${i}`,
  ...(i === 0 ? [] : before(i, (j) => `r${i}_${j},t${i}_${j}`, ',').split(',')),
];

function waiterText(i: number): string {
  const events = before(i, (j) => `{ts:t${i}_${j},row:r${i}_${j}}`, ',');
  return `w${i}?{id:i${i},ts:${i === 0 ? 'z' : `t${i}_${i - 1}`},events:[${events}]}:null`;
}

function takeText(plan: StatePlan, own: readonly PositionPlan[]): string {
  const {positions, within, steps} = plan;
  const every = steps[0]?.group !== undefined;
  const expire = positions
    .slice(1)
    .map(({index: i}) => `if(w${i}&&(t-t${i}_0>${within}||t${i}_0-t>${within}))w${i}=false;`);
  const asks = own.map(({index: i, spread}) => {
    const events = before(i, (j) => `,r${i}_${j},t${i}_${j}`);
    return `h${i}=${[`w${i}`, ...(spread ?? []).map((_, j) => `c${i}_${j}(t,r,t${events})`)].join('&&')};`;
  });
  return [
    within === undefined ? '' : expire.join(''),
    every ? 'if(!w0){w0=true;i0=ids++;z=-1;}' : '',
    `let ${[...own.map(({index}) => `h${index}=null`), 'm=null'].join(',')};`,
    `try{${asks.join('')}}catch(e){failed=[${positions.map(({index}) => (own.some((p) => p.index === index) ? `h${index}` : 'null')).join(',')}];throw e;}`,
    ...[...positions].reverse().map((p) => moveText(plan, p, own.includes(p))),
    `return m;`,
  ].join('');
}

/** Who waits at a position goes on with the event, or has met one that it did not want. */
function moveText({positions, steps}: StatePlan, {index: i}: PositionPlan, isOwn: boolean): string {
  const last = i === positions.length - 1;
  const gone = last ? '' : `w${i + 1}=false;`;
  const events = before(i, (j) => `r${j}:r${i}_${j},t${j}:t${i}_${j},`);
  const copies = before(i, (j) => `r${i + 1}_${j}=r${i}_${j};t${i + 1}_${j}=t${i}_${j};`);
  const goes = last
    ? `m={${events}r${i}:r,t${i}:t};`
    : `w${i + 1}=true;i${i + 1}=i${i};${copies}r${i + 1}_${i}=r;t${i + 1}_${i}=t;`;
  const again = i === 0 && steps[0]!.group !== undefined ? 'i0=ids++;z=t;' : i === 0 ? 'w0=false;' : '';
  const stays = `${gone}${i === 0 ? 'w0=false;' : ''}`;
  return isOwn ? `if(h${i}){${goes}${again}}else{${stays}}` : stays;
}
