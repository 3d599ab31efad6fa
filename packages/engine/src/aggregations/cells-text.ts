import {KeySlots, slotOf} from '../core/key-slots.ts';
import type {Body, CodeUnit, Compiled} from '../expression/code-unit.ts';
import {keyText} from '../tables/key-text.ts';
import type {BaseValue} from './base-values.ts';
import {copyOf} from './cells.ts';
import {setOf} from './distinct.ts';

export type GroupAttribute = {name: string; type: Compiled['type']; code: string};
/** A value that stays that of the newest event. */
export type Last = {name: string; type: Compiled['type']; code: string; index: number};

export type CellsParts = {
  groups: readonly GroupAttribute[];
  lasts: readonly Last[];
  bases: readonly {base: BaseValue; value: string}[];
  event: Body;
  answer: Body;
  items: readonly string[];
  unit: CodeUnit;
  durations: number;
};

/** Keys that have a line at most: then that of the oldest one goes to the next new one. */
const LINES = 65_536;

/**
 * The code of `CellsPlan`. A key has a line `l`: the cells that its last event was added to, `c<d>` of the groups `g<d>` by
 * duration; the next one nearly always goes there too. What many cells are to get alike is gathered in the line and only written
 * to them when somebody reads one, or the line goes on to others: a cell knows the line `l` that is ahead of it, if any.
 *
 *   n<i>  events since the cells were written     p<i>  sum of whole numbers since then
 *   q<i>  something was added since then          F     from `at` on: sums of fractions, as they will be in each cell
 *
 * `G`: the groups of the present buckets, which hold from `from` to `to`, the shortest one's span, until they change otherwise;
 * `now` counts them. `N`: all groups that are there have a line that knows it, so who has none is new. `P`: those before.
 */
export function cellsText(parts: CellsParts): string {
  const {groups, lasts, bases, event, answer, items, unit, durations} = parts;
  const all = Array.from({length: durations}, (_, d) => d);
  const fractions = bases.flatMap(({base}, i) => (base.gathered === 'fraction' ? [i] : []));
  const values = bases.map(({value}, i) => (value === '' ? '' : `const v${i}=${value};`)).join('');
  const kept = lasts.map(({code}, i) => `const l${i}=${code};`).join('');
  const placeOf = (i: number, d: number | string): string => `${fractions.indexOf(i) * durations}+${d}`;
  const own = bases
    .map(({base}, i) =>
      base.gathered === 'count'
        ? `,n${i}:0`
        : base.gathered
          ? `${base.gathered === 'whole' ? `,p${i}:0` : ''},q${i}:false`
          : '',
    )
    .join('');
  const gather = bases.map(({base}, i) => {
    if (base.gathered === 'count') return `l.n${i}++;`;
    if (base.gathered === 'whole')
      return `if(v${i}!==null){const y=typeof v${i}==='number'?l.p${i}+v${i}:NaN;if(y>=-9007199254740991&&y<=9007199254740991){l.p${i}=y;l.q${i}=true;}else large${i}(l,v${i});}`;
    if (base.gathered === null) return '';
    return `if(v${i}!==null){const a=l.at;${all.map((d) => `F[a+${placeOf(i, d)}]+=v${i};`).join('')}l.q${i}=true;}`;
  });
  const large = bases.map(({base}, i) => {
    const adds = all.map((d) => `{const c=l.c${d};${base.add('c.b' + i, 'v', unit, `c.h${i}`)}}`).join('');
    return base.gathered === 'whole' ? `function large${i}(l,v){write(l);${adds}}` : '';
  });
  const write = (d: number): string =>
    bases
      .map(({base}, i) => {
        if (base.gathered === 'count') return `c.b${i}+=l.n${i};`;
        if (base.gathered === 'whole') return `if(l.q${i}){${base.add(`c.b${i}`, `l.p${i}`, unit, `c.h${i}`)}}`;
        return base.gathered ? `if(l.q${i}){c.b${i}=F[l.at+${placeOf(i, d)}];c.h${i}=true;}` : '';
      })
      .join('');
  const written = bases
    .map(({base}, i) =>
      base.gathered === 'count'
        ? `l.n${i}=0;`
        : base.gathered
          ? `${base.gathered === 'whole' ? `l.p${i}=0;` : ''}l.q${i}=false;`
          : '',
    )
    .join('');
  // The first number that is added to -0 stays as it is, be it 0 or -0.
  const read = fractions.map((i) => `F[l.at+${placeOf(i, 'd')}]=c.h${i}?c.b${i}:-0;`).join('');
  const newest = groups.length + lasts.length;
  const keep = lasts.map(({index}, i) => `c.x${index}=l${i};`).join('');
  const update =
    (lasts.length > 0 ? `if(time>=c.x${newest}){c.x${newest}=time;${keep}}` : '') +
    bases.map(({base}, i) => (base.gathered ? '' : `{${base.add(`c.b${i}`, `v${i}`, unit, `c.h${i}`)}}`)).join('');
  const stride = fractions.length * durations;
  const [first] = groups;
  const key = keyCode(parts);
  const look =
    groups.length === 1 && first!.type !== 'string'
      ? 'let l=lines.get(k);if(l===undefined)l=line(k);'
      : `let l;if(k===null||k.length===0){l=lines.get(k);if(l===undefined)l=line(k);}else{l=near.slots[slotOf(k,near)];if(l.key!==k)l=nearer(k);}`;
  return [
    `const slotOf=${unit.constant(slotOf)},L=()=>({key:'',now:-1,at:0,ahead:false${own},${all.map((d) => `g${d}:null,c${d}:null`).join(',')}});`,
    `const lines=new Map(),every=[],near=new (${unit.constant(KeySlots)})(L()),G=new Array(${durations}).fill(null),P=new Array(${durations}).fill(null),N=new Array(${durations}).fill(false);`,
    `let from=Infinity,to=-Infinity,now=0,hand=0,F=new Float64Array(${stride * 4});`,
    `function line(k){let l;if(every.length<${LINES}){l=L();l.at=every.length*${stride};every.push(l);if(l.at+${stride}>F.length){const more=new Float64Array(F.length*2);more.set(F);F=more;}}`,
    `else{l=every[hand];hand=(hand+1)%${LINES};lines.delete(l.key);if(l.ahead)write(l);${all.map((d) => `if(l.c${d}!==null){l.c${d}.l=null;l.c${d}=l.g${d}=null;}`).join('')}l.now=-1;N.fill(false);}`,
    `l.key=k;lines.set(k,l);return l;}`,
    `function nearer(k){let l=lines.get(k);if(l===undefined)l=line(k);near.found(k,l,lines);return l;}`,
    `function write(l){let c;${all.map((d) => `c=l.c${d};${write(d)}`).join('')}${written}l.ahead=false;}`,
    ...large,
    `function turn(time,buckets){for(let d=0;d<${durations};d++){const b=buckets[d],g=b.at(time);if(g!==G[d]){const p=P[d];if(p!==null&&p!==g&&b.open===null&&b.stored===null)p.pack();P[d]=G[d];G[d]=g;N[d]=g.size===0;}}from=buckets[0].from;to=buckets[0].to;now++;}`,
    `function cellsOf(d,l,open,t,r){const groups=G[d],k=l.key;let c=N[d]?undefined:groups.get(k);if(c===undefined){c=${freshText(parts)};if(open!==null)open.comes(groups,c);groups.add(k,c);}c.l=l;${read}return c;}`,
    // An open cut is told before cells change, and so is who writes them elsewhere: when a cut begins, or they were written, all lines are settled anew.
    `function settle(l,buckets,t,r){if(l.ahead)write(l);let o;${all.map((d) => `o=buckets[${d}].open;if(l.g${d}!==G[${d}]){if(l.c${d}!==null)l.c${d}.l=null;l.c${d}=cellsOf(${d},l,o,t,r);l.g${d}=G[${d}];}if(o!==null)o.changes(l.c${d});o=buckets[${d}].stored;if(o!==null)o.changes(buckets[${d}].from,l.c${d});`).join('')}l.now=now;}`,
    `return {add(t,r,time,buckets){${event.declarations()}${kept}${values}const k=${key};${look}`,
    `if(!(time>=from&&time<to))turn(time,buckets);if(l.now!==now)settle(l,buckets,t,r);${gather.join('')}l.ahead=true;`,
    ...all.map((d) => (update === '' ? '' : `{const c=l.c${d};${update}}`)),
    `},forget(){from=Infinity;to=-Infinity;},`,
    `list(c){if(c.l!==null&&c.l.ahead)write(c.l);return [${listText(parts)}];},from(v){return ${restoredText(parts)};},key(c){return ${keyOfCells(parts)};},`,
    packText(parts, all),
    `finish(start,c){if(c.l!==null&&c.l.ahead)write(c.l);${answer.declarations()}return [start,${items.join(',')}];}};`,
  ].join('\n');
}

function keyCode({groups, unit}: CellsParts): string {
  const [only] = groups;
  if (!only) return "''";
  if (groups.length === 1) return only.code;
  return `${unit.constant(keyText)}([${groups.map((g) => g.code).join(',')}])`;
}

function keyOfCells({groups, unit}: CellsParts): string {
  const values = groups.map((_, i) => `c.x${i}`);
  return values.length === 1 ? values[0]! : `${unit.constant(keyText)}([${values.join(',')}])`;
}

/** What stands before the base values in a new group's cells. */
function plainOf({groups, lasts}: CellsParts): string[] {
  return [...groups.map((g) => g.code), ...lasts.map(() => 'null'), ...(lasts.length > 0 ? ['-Infinity'] : [])];
}

function cellsOf(plain: readonly string[], bases: readonly string[]): string {
  return `{l:null,${[...plain.map((value, i) => `x${i}:${value}`), ...bases].join(',')}}`;
}

function freshText(parts: CellsParts): string {
  return cellsOf(
    plainOf(parts),
    parts.bases.map(({base}, i) => `b${i}:${base.initial}${base.marked ? `,h${i}:false` : ''}`),
  );
}

function restoredText(parts: CellsParts): string {
  const plain = plainOf(parts).map((_, i) => `v[${i}]`);
  const bases = parts.bases.map(({base}, i) => {
    const value = `v[${plain.length + i}]`;
    return base.marked ? `b${i}:${value}===null?0:${value},h${i}:${value}!==null` : `b${i}:${value}`;
  });
  return cellsOf(plain, bases);
}

/** Where all is gathered, and so a number or nothing. Lines go on from packed cells without a look back. */
function packText(parts: CellsParts, all: readonly number[]): string {
  const {bases} = parts;
  const [plain, each] = [plainOf(parts).length, bases.length];
  if (bases.some(({base}) => base.gathered === null)) return 'pack(){return null;},unpack(){return [];},';
  const isNumber = bases.flatMap(({base}, i) => [
    ...(base.marked ? [`c.h${i}`] : []),
    ...(base.gathered === 'whole' ? [`typeof c.b${i}==='number'`] : []),
  ]);
  const off = all.map((d) => `if(l.c${d}===c)l.c${d}=l.g${d}=null;`).join('');
  const held = plainOf(parts).map((_, i) => `v[i*${plain}+${i}]`);
  const numbers = bases.map(({base}, i) => `b${i}:n[i*${each}+${i}]${base.marked ? `,h${i}:true` : ''}`);
  return [
    `pack(all){const count=all.length,v=new Array(count*${plain}),n=new Float64Array(count*${each});for(let i=0;i<count;i++){const c=all[i],l=c.l;if(l!==null&&l.ahead)write(l);`,
    `if(!(${isNumber.join('&&') || 'true'}))return null;${bases.map((_, i) => `n[i*${each}+${i}]=c.b${i};`).join('')}`,
    `${held.map((to, i) => `${to}=c.x${i};`).join('')}}`,
    `for(const c of all){const l=c.l;if(l!==null){${off}c.l=null;}}return {count,plain:v,bases:n};},`,
    `unpack({count,plain:v,bases:n}){const all=[];for(let i=0;i<count;i++)all.push(${cellsOf(held, numbers)});return all;},`,
  ].join('');
}

function listText(parts: CellsParts): string {
  const {lasts, unit} = parts;
  const bases = parts.bases.map(({base}, i) =>
    base.marked ? `c.h${i}?c.b${i}:null` : base.kind === 'set' ? `${unit.constant(setOf)}(c.b${i})` : `c.b${i}`,
  );
  const isObject = (i: number): boolean => lasts.some(({type, index}) => type === 'object' && index === i);
  const plain = plainOf(parts).map((_, i) => (isObject(i) ? `${unit.constant(copyOf)}(c.x${i})` : `c.x${i}`));
  return [...plain, ...bases].join(',');
}
