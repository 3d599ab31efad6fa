import {rowField, timeField} from './flat-match.ts';
import type {PositionPlan, StatePlan} from './state-plan.ts';

/**
 * The code of a trail. `P` is a match in the making, linked into the row `B` of those that wait for the same: at one position,
 * or with a key for one value of it; and, under `within`, by time into all of them (`xh` to `xt`, the oldest first).
 *
 *   b<i>  who may match at position i, without a key      m<i>  the same, by key; e<i>: rows in it that are empty
 *   n     events so far, where one may be in many matches: s<i> says which one a match has at i
 *   f<i>  who came since the position's stream last had an event; only where another stream moves matches there
 *   since  when the first event has been waited for last: in an array, where a number is no object
 */
export function trailText(plan: StatePlan): string {
  const {positions, readers, within} = plan;
  const later = positions.slice(1);
  const filters = positions.flatMap(({index, flat}) =>
    (flat ?? []).map((_, j) => `c${index}_${j}=C[${index}].flat[${j}]`),
  );
  const early = positions.flatMap((p) => (p.early ?? []).map((_, j) => `y${p.index}_${j}=C[${p.index}].early[${j}]`));
  return [
    `'use strict';const ${[...filters, ...early, 'none=0'].join(',')};`,
    partialText(plan),
    `class B{constructor(key,at){this.key=key;this.at=at;this.head=null;this.tail=null;this.isGone=false;}}`,
    `return function(next,Chunk,inOrder,simple,KeySlots,slotOf){const since=new Float64Array([-1]);let open=false,oid=0,ids=0,seq=0,more=null,cut=0,at=null,gone=[];`,
    `${isShared(plan) ? 'let n=0;' : ''}${within === undefined ? '' : 'let xh=null,xt=null;'}`,
    ...later.map(
      (p) => `const ${p.key ? `m${p.index}=new Map();let e${p.index}=0;` : `b${p.index}=new B(null,${p.index});`}`,
    ),
    ...later.filter(isByText).map((p) => nearText(p.index)),
    ...later.filter((p) => comesFromElsewhere(plan, p)).map((p) => `const f${p.index}=new B(null,${-p.index});`),
    linkText(later),
    cutText(plan),
    within === undefined ? '' : timeText(within),
    ...later.map((p) => enterText(plan, p)),
    `const takes=[${readers.map((own) => `function(t,r){${takeText(plan, own)}}`).join(',\n')}];`,
    `const stages=[${readers.map((own, source) => stageText(own.length > 1, source)).join(',\n')}];`,
    stateText(plan),
    `return {stages,begin,put,list,mark,gather,note${within === undefined ? ':null,byStart:null' : ',byStart'}};};`,
  ].join('\n');
}

/** Position `p`'s matches are moved there by another stream than its own. */
const comesFromElsewhere = ({positions}: StatePlan, p: PositionPlan): boolean =>
  positions[p.index - 1]!.source !== p.source;

/** Events between the first and the last may be in many matches at once. */
const isShared = ({positions}: StatePlan): boolean => positions.length > 2;

/** The key is text: rows are found by letters of it. */
const isByText = (p: PositionPlan): boolean => p.key?.isText === true;
/** `row<i>(k)`: of a key that is not near. */
const nearText = (i: number): string =>
  `const near${i}=new KeySlots(Object.assign(new B('',${i}),{isGone:true}));function row${i}(k){const b=m${i}.get(k);if(b!==undefined)near${i}.found(k,b,m${i});return b;}`;
/** `b`: the row of the key `k`, undefined where there is none; of the key null only with `nulls`. */
function rowOfKey(p: PositionPlan, nulls: boolean): string {
  const [m, near] = [`m${p.index}`, `near${p.index}`];
  if (!isByText(p)) return nulls ? `let b=${m}.get(k);` : `const b=k===null?undefined:${m}.get(k);`;
  return `let b${nulls ? `=k===null?${m}.get(k):undefined` : ''};if(k!==null){b=${near}.slots[slotOf(k,${near})];if(b.key!==k||b.isGone)b=row${p.index}(k);}`;
}

function partialText({positions, within}: StatePlan): string {
  const last = positions.length - 1;
  const slots = positions
    .slice(1)
    .map(({index}) => `${rowField(index)}:null,${timeField(index)}:null,${index < last ? `s${index}:0,` : ''}`);
  return `function P(id,t,r){return {id,seq:0,r0:r,t0:t,${slots.join('')}b:null,bp:null,bn:null${within === undefined ? '' : ',xp:null,xn:null'}};}`;
}

/**
 * Into and out of the row of those that wait for the same. Rows that are empty stay for the next one, up to a part of all.
 * Who leaves a row forgets its neighbours: else one that has grown old, though dead, would keep all that came after it.
 */
function linkText(later: readonly PositionPlan[]): string {
  const keyed = later.filter((p) => p.key);
  const count = (by: '++' | '--'): string =>
    keyed
      .map(
        (p) =>
          `if(b.at===${p.index})${by === '++' ? `{if(++e${p.index}*2>m${p.index}.size+64)sweep${p.index}();}` : `e${p.index}--;`}`,
      )
      .join('else ');
  return [
    `function link(b,p){p.b=b;p.seq=seq++;p.bn=null;const l=b.tail;p.bp=l;if(l===null){b.head=p;${count('--')}}else l.bn=p;b.tail=p;}`,
    `function unlink(p){if(p.seq<cut)aside(p);const b=p.b,q=p.bp,n=p.bn;p.b=null;if(q===null)b.head=n;else q.bn=n;if(n===null)b.tail=q;else n.bp=q;p.bp=p.bn=null;if(b.head===null){${count('++')}}}`,
    ...keyed.map(
      (p) =>
        `function sweep${p.index}(){for(const [k,b] of m${p.index})if(b.head===null){b.isGone=true;m${p.index}.delete(k);}e${p.index}=0;}`,
    ),
  ].join('\n');
}

/**
 * A cut: `mark` begins it (and, with false, ends it), `gather` answers in steps all that waited then. What was linked before
 * the cut has a `seq` below `cut`; what is unlinked since is noted in `gone`, and again by nobody, as it gets a new one. `at`
 * is where `gather` goes on: it moves on when what it names leaves. Some may be gathered twice: when they leave afterwards.
 */
function cutText(plan: StatePlan): string {
  const row = 'while(at!==null&&at.seq<cut){const p=at;at=p.bn;found.push(asWas(p));if(++n%64===0)yield;}';
  const places = plan.positions.slice(1).map((p) => {
    const fresh = comesFromElsewhere(plan, p) ? `at=f${p.index}.head;${row}` : '';
    const ready = p.key
      ? `for(const b of m${p.index}.values()){if(++n%64===0)yield;at=b.head;${row}}`
      : `at=b${p.index}.head;${row}`;
    return fresh + ready;
  });
  return [
    `function asWas(p){return {seq:p.seq,at:p.b.at,match:p};}`,
    `function aside(p){if(p===at)at=p.bn;gone.push(asWas(p));}`,
    `function mark(on){cut=on?seq:0;at=null;gone=[];return {ids,open,id:oid,ts:since[0]};}`,
    `function* gather(){const found=[];let n=0;${places.join('')}const all=found.concat(gone);mark(false);return all;}`,
  ].join('\n');
}

/** `within`: by the time of the first event, then by age; what has expired is taken from the ends. */
function timeText(within: number): string {
  return [
    `function note(p){let x=xt;while(x!==null&&(x.t0>p.t0||(x.t0===p.t0&&x.id>p.id)))x=x.xp;`,
    `const n=x===null?xh:x.xn;p.xp=x;p.xn=n;if(x===null)xh=p;else x.xn=p;if(n===null)xt=p;else n.xp=p;}`,
    `function byStart(a,b){return a.t0-b.t0||a.id-b.id;}`,
    `function lose(p){const x=p.xp,n=p.xn;if(x===null)xh=n;else x.xn=n;if(n===null)xt=x;else n.xp=x;p.xp=p.xn=null;}`,
    `function expire(t){let p;while((p=xh)!==null&&t-p.t0>${within}){lose(p);unlink(p);}while((p=xt)!==null&&p.t0-t>${within}){lose(p);unlink(p);}}`,
  ].join('\n');
}

/** `go<i>`: a match waits at position i; `ready<i>`: it may be matched there; `fresh<i>`: those that came from elsewhere may. */
function enterText(plan: StatePlan, p: PositionPlan): string {
  const {index, key} = p;
  const ready = key
    ? `const k=p.${rowField(key.attributes.position)}[${key.attributes.held}];${rowOfKey(p, true)}if(b===undefined){b=new B(k,${index});m${index}.set(k,b);e${index}++;}link(b,p);`
    : `link(b${index},p);`;
  if (!comesFromElsewhere(plan, p)) return `function go${index}(p){${ready}}`;
  return [
    `function ready${index}(p){${ready}}`,
    `function go${index}(p){link(f${index},p);}`,
    `function fresh${index}(){const a=[];for(let p=f${index}.head;p!==null;p=p.bn)a.push({ts:p.${timeField(index - 1)},p});for(const {p} of inOrder(a)){unlink(p);ready${index}(p);}}`,
  ].join('\n');
}

/** One event at the positions of its stream, the last one first. Answers the first match; further ones are in `more`. */
function takeText(plan: StatePlan, own: readonly PositionPlan[]): string {
  const fresh = own
    .filter((p) => p.index > 0 && comesFromElsewhere(plan, p))
    .map((p) => `if(f${p.index}.head!==null)fresh${p.index}();`);
  return [
    `let m=null;if(more!==null)more=null;${isShared(plan) ? 'n++;' : ''}`,
    plan.within === undefined ? '' : `if(xh!==null&&(t-xh.t0>${plan.within}||xt.t0-t>${plan.within}))expire(t);`,
    ...fresh,
    ...own.map((p) => (p.index === 0 ? openText(plan, p) : matchText(plan, p))),
    `return m;`,
  ].join('');
}

function openText(plan: StatePlan, {flat}: PositionPlan): string {
  const every = plan.steps[0]!.group !== undefined;
  const holds = ['open', ...(flat ?? []).map((_, j) => `c0_${j}(t,null,r,t)`)];
  const again = every ? 'oid=ids++;since[0]=t;' : 'open=false;';
  return `if(${holds.join('&&')}){const p=P(oid,t,r);${plan.within === undefined ? '' : 'note(p);'}go1(p);${again}}`;
}

function matchText(plan: StatePlan, position: PositionPlan): string {
  const {index, key, flat, early} = position;
  const last = index === plan.positions.length - 1;
  const asked = key?.decides ? [] : (flat ?? []).map((_, j) => `c${index}_${j}(t,p,r,t)`);
  const holds = asked.join('&&') || 'true';
  const to = last
    ? `${plan.within === undefined ? '' : 'lose(p);'}if(m===null)m=p;else if(more===null)more=[p];else more.push(p);`
    : `p.s${index}=n;go${index + 1}(p);`;
  const moves = `unlink(p);p.${rowField(index)}=r;p.${timeField(index)}=t;${to}`;
  const each = `let p=b.head;while(p!==null){const next=p.bn;if(${holds}){${moves}}p=next;}`;
  const possible = (early ?? []).map((_, j) => `y${index}_${j}(t,null,r,t)`);
  const find = key
    ? `const k=r[${key.attributes.own}];${rowOfKey(position, false)}if(b!==undefined){${each}}`
    : `const b=b${index};${each}`;
  return possible.length === 0 ? `{${find}}` : `if(${possible.join('&&')}){${find}}`;
}

/** Matches leave when the event has been tried everywhere; as one chunk, in parts, where it could fill several positions. */
function stageText(together: boolean, source: number): string {
  const rows =
    'const c=new Chunk(),{next:to}=simple;for(const p of all){const o=simple.step(t,p);if(o!==null)c.push(t,0,o);}if(c.length>0)to.chunk(c);';
  const chunk = 'const c=new Chunk();for(const p of all)c.push(t,0,p);c.parts=all.map((_,i)=>i+1);next.chunk(c);';
  const several = together ? `if(simple!==null){${rows}}else{${chunk}}` : 'for(const p of all)next.one(t,p);';
  const batch = together
    ? 'one(c.ts[i],c.rows[i]);'
    : 'const t=c.ts[i],m=take(t,c.rows[i]);if(m!==null){ready.push({t,m});if(more!==null){for(const p of more)ready.push({t,m:p});more=null;}}';
  return [
    `(()=>{const take=takes[${source}];function one(t,r){const m=take(t,r);if(m===null)return;if(more===null){next.one(t,m);return;}several(t,m);}`,
    `function several(t,m){const all=[m,...more];more=null;${several}}`,
    `return {one,pair(et,er,t,r){one(et,er);one(t,r);},`,
    `chunk(c){const ready=[];for(let i=0;i<c.length;i++){if(c.kinds[i]===2)continue;${batch}}for(const {t,m} of ready)next.one(t,m);}};})()`,
  ].join('');
}

/** `list` tells what there is: who waits, by position, in their order; `begin`, `put` and `note` put it back. */
function stateText(plan: StatePlan): string {
  const later = plan.positions.slice(1);
  const all = later.map((p) => {
    const fresh = comesFromElsewhere(plan, p) ? `collect(f${p.index})` : '[]';
    const rows = p.key ? `[...m${p.index}.values()].flatMap(collect)` : `collect(b${p.index})`;
    return `{fresh:${fresh},pending:${rows}.sort((x,y)=>x.seq-y.seq)}`;
  });
  const clear = later.map((p) => {
    const fresh = comesFromElsewhere(plan, p) ? `f${p.index}.head=f${p.index}.tail=null;` : '';
    return `${fresh}${p.key ? `${isByText(p) ? `near${p.index}.clear();for(const b of m${p.index}.values())b.isGone=true;` : ''}m${p.index}.clear();e${p.index}=0;` : `b${p.index}.head=b${p.index}.tail=null;`}`;
  });
  const last = plan.positions.length - 1;
  const slots = later.map(({index}) => {
    const serial = index < last ? `p.s${index}=s[o+${index}]+1;` : '';
    return `if(i>${index}){p.${rowField(index)}=rows[s[o+${index}]];p.${timeField(index)}=ts[s[o+${index}]];${serial}}`;
  });
  const waits = later.map((p) => {
    const ready = comesFromElsewhere(plan, p)
      ? `if(isFresh)go${p.index}(p);else ready${p.index}(p);`
      : `go${p.index}(p);`;
    return `if(i===${p.index}){${ready}}`;
  });
  return [
    `function collect(b){const a=[];for(let p=b.head;p!==null;p=p.bn)a.push(p);return a;}`,
    `function begin(s){mark(false);${clear.join('')}${plan.within === undefined ? '' : 'xh=xt=null;'}more=null;ids=s.ids;open=s.open;oid=s.id;since[0]=s.ts;${isShared(plan) ? 'n=s.serial;' : ''}}`,
    `function put(i,isFresh,id,s,o,ts,rows){const p=P(id,ts[s[o]],rows[s[o]]);${slots.join('')}${waits.join('else ')}return p;}`,
    `function list(){return {ids,open,id:oid,ts:since[0],places:[${all.join(',')}]};}`,
  ].join('\n');
}
