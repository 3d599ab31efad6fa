import type {EventType} from '@tandem/siddhiql';
import type {Chunk} from '../core/chunk.ts';
import type {Stage} from '../core/stage.ts';
import {type Aggregates, copyField} from './aggregates.ts';

/** A stage that also wants each output event's group key, in the order of the chunk. */
export interface GroupedStage extends Stage {
  grouped(chunk: Chunk, keys: readonly unknown[]): void;
}

export type SelectorParts = {
  items: readonly string[];
  /** The output row is the input row. */
  identity: boolean;
  declarations: string;
  having: string | null;
  /** Code of the group key. */
  group: string | null;
  aggregates: Aggregates;
  events: EventType;
  /** Only the last passing event (of each group) of a chunk leaves. */
  last: boolean;
  passGroups: boolean;
  passResets: boolean;
  order: string | null;
  limit: number | null;
  offset: number;
};

/**
 * The selector's module: `make(next, Chunk)` answers `{stage, save, load}`.
 * `g` is the group's object, `e` the kind, `o` the output row.
 */
export function selectorText(p: SelectorParts): string {
  const grouped = p.group !== null && p.aggregates.used;
  const wants = (kind: 0 | 1): boolean => p.events === 'all' || (p.events === 'current') === (kind === 0);
  const singles = p.offset === 0 && p.limit !== 0;
  const text = [
    p.aggregates.text(),
    `const copy=${p.aggregates.copier(copyField)};`,
    `return function(next,Chunk){`,
    p.aggregates.used ? (grouped ? 'let groups=new Map();' : 'let single=N();') : '',
    p.aggregates.global ? 'let h=N();' : '',
    `function sel(t,r,g,e){${p.declarations}const o=${p.identity ? 'r' : `[${p.items.join(',')}]`};${p.having === null ? '' : `if(!(${p.having}))return null;`}return o;}`,
    p.group === null ? '' : `function keyOf(t,r){return ${p.group};}`,
    grouped ? 'function groupOf(k){let g=groups.get(k);if(g===undefined){g=N();groups.set(k,g);}return g;}' : '',
    // Evaluates one event; after a removal a group that is as new is forgotten.
    evaluateText(p, grouped),
    stageText(p, wants, singles, grouped),
    stateText(p, grouped),
    'return {stage,save,load};};',
  ];
  return text.filter(Boolean).join('\n');
}

function evaluateText(p: SelectorParts, grouped: boolean): string {
  if (!p.aggregates.used) return 'function ev(t,r,k,e){return sel(t,r,null,e);}';
  // `rem`: as `ev` of an expired event whose output row nobody reads.
  const remove = removeText(p);
  if (!grouped) return `function ev(t,r,k,e){return sel(t,r,single,e);}function rem(t,r,k){const g=single;${remove}}`;
  return [
    'function ev(t,r,k,e){const g=groupOf(k),o=sel(t,r,g,e);if(e===1&&E(g))groups.delete(k);return o;}',
    `function rem(t,r,k){const g=groupOf(k);${remove}if(E(g))groups.delete(k);}`,
  ].join('');
}

/** All that evaluating an expired event does, short of making the row: attributes as they are have no effect. */
function removeText(p: SelectorParts): string {
  if (p.having !== null) return 'sel(t,r,g,1);';
  const effects = p.items.filter((item) => !/^r\[\d+\]$/.test(item));
  return `const e=1;${p.declarations}${effects.map((item) => `${item};`).join('')}`;
}

function stageText(p: SelectorParts, wants: (kind: 0 | 1) => boolean, singles: boolean, grouped: boolean): string {
  const key = p.group === null ? 'null' : 'keyOf(t,r)';
  const evaluates = p.aggregates.used;
  const emitOne = p.passGroups ? `{const c=new Chunk();c.push(t,0,o);next.grouped(c,[k]);}` : `next.one(t,o);`;
  const one =
    wants(0) && singles
      ? `const k=${p.passGroups || grouped ? key : 'null'},o=ev(t,r,k,0);if(o!==null)${emitOne}`
      : evaluates
        ? `ev(t,r,${grouped ? key : 'null'},0);`
        : '';
  // An expired event that nobody wants only changes aggregates.
  const pair = wants(1)
    ? 'this.chunk(Chunk.pair(et,er,t,r));'
    : `${evaluates ? `rem(et,er,${grouped ? 'keyOf(et,er)' : 'null'});` : ''}one(t,r);`;
  const emit = p.passGroups ? 'next.grouped(out,partKeys);' : 'next.chunk(out);';
  return [
    // The keys of what `part` answered last.
    p.passGroups ? 'let partKeys=[];' : '',
    `function part(c,from,to){${partText(p, wants, grouped)}}`,
    `function one(t,r){${one}}const stage={one,pair(et,er,t,r){${pair}},`,
    `chunk(c){if(c.parts!==null)return parts(c);const out=part(c,0,c.length);if(out!==null){${emit}}}};`,
    // Groups, order and limit hold within a part; the parts leave as one chunk.
    `function parts(c){const out=new Chunk();${p.passGroups ? 'const keys=[];' : ''}let from=0;for(const to of c.parts){const done=part(c,from,to);from=to;if(done===null)continue;`,
    `for(let i=0;i<done.length;i++)out.push(done.ts[i],done.kinds[i],done.rows[i]);${p.passGroups ? 'keys.push(...partKeys);' : ''}}`,
    `if(out.length>0){${p.passGroups ? 'partKeys=keys;' : ''}${emit}}}`,
  ].join('');
}

/** Events `from` to `to` of a chunk: answers what leaves, or null. */
function partText(p: SelectorParts, wants: (kind: 0 | 1) => boolean, grouped: boolean): string {
  const forget = forgetText(p, grouped);
  const reset = `${forget}${p.passResets ? `out.reset(c.ts[i]);${p.passGroups ? 'keys.push(null);' : ''}` : ''}`;
  const skip = [0, 1].filter((kind) => !wants(kind as 0 | 1));
  const unwanted = skip.map((kind) => `e===${kind}`).join('||');
  const early = !p.aggregates.used && unwanted !== '' ? `if(${unwanted})continue;` : '';
  const late = p.aggregates.used && unwanted !== '' ? `if(o===null||${unwanted})continue;` : 'if(o===null)continue;';
  const needsKey = p.group !== null && (p.last || p.passGroups || grouped);
  const keep = p.last
    ? p.group === null
      ? 'lt=t;le=e;lo=o;'
      : 'at=last.get(k);if(at===undefined){last.set(k,out.length);out.push(t,e,o);keys.push(k);}else{out.ts[at]=t;out.kinds[at]=e;out.rows[at]=o;}'
    : `out.push(t,e,o);${p.passGroups ? 'keys.push(k);' : ''}`;
  const begin =
    p.last && p.group === null
      ? 'let lt=0,le=0,lo=null;'
      : `const out=new Chunk();${needsKey ? 'const keys=[];' : ''}${p.last ? 'const last=new Map();let at;' : ''}`;
  const loop = `for(let i=from;i<to;i++){const e=c.kinds[i];if(e===2){${reset}continue;}${early}const t=c.ts[i],r=c.rows[i];${needsKey ? 'const k=keyOf(t,r);' : ''}const o=ev(t,r,${needsKey ? 'k' : 'null'},e);${late}${keep}}`;
  const empty =
    p.last && p.group === null
      ? 'if(lo===null)return null;const out=Chunk.one(lt,lo,le);'
      : 'if(out.length===0)return null;';
  return `${begin}${loop}${empty}${finishText(p, needsKey)}`;
}

/**
 * What a reset does. Where some aggregator may be skipped, the reset goes
 * through the expressions with the first row of the new batch, and skips alike.
 */
function forgetText(p: SelectorParts, grouped: boolean): string {
  if (!p.aggregates.used) return '';
  if (!p.aggregates.lazy) return grouped ? 'groups.clear();' : 'single=N();';
  const first = 'let j=i;while(j<to-1&&c.kinds[j]!==0)j++;const rr=c.kinds[j]===0?c.rows[j]:null;';
  const each = grouped ? 'for(const g of groups.values())sel(c.ts[i],rr,g,2);' : 'sel(c.ts[i],rr,single,2);';
  return `{${first}if(rr===null){${grouped ? 'groups.clear();' : 'single=N();'}}else{${each}}}`;
}

/** Order by (within each run of one kind), offset, limit. */
function finishText(p: SelectorParts, needsKey: boolean): string {
  if (p.order === null && p.limit === null && p.offset === 0)
    return `${p.passGroups ? 'partKeys=keys;' : ''}return out;`;
  const sort =
    p.order === null
      ? ''
      : `for(let a=0;a<ix.length;){let b=a;while(b<ix.length&&out.kinds[ix[b]]===out.kinds[ix[a]])b++;const run=ix.slice(a,b).sort((x,y)=>${p.order}(out.rows[x],out.rows[y]));for(let i=a;i<b;i++)ix[i]=run[i-a];a=b;}`;
  const end = p.limit === null ? '' : `,${p.offset + p.limit}`;
  const cut = p.limit === null && p.offset === 0 ? '' : `ix=ix.slice(${p.offset}${end});if(ix.length===0)return null;`;
  const keys = p.passGroups ? `partKeys=${needsKey ? 'ix.map(i=>keys[i])' : '[]'};` : '';
  return `let ix=Array.from({length:out.length},(_,i)=>i);${sort}${cut}const fin=new Chunk();for(const i of ix)fin.push(out.ts[i],out.kinds[i],out.rows[i]);${keys}return fin;`;
}

function stateText(p: SelectorParts, grouped: boolean): string {
  const fields = p.aggregates.fieldNames();
  const values = (of: string): string => `[${fields.map((f) => `copy(${of}.${f})`).join(',')}]`;
  const out = values('g');
  const backTo = (of: string): string => fields.map((f, i) => `${of}.${f}=copy(w[${i}]);`).join('');
  const [saveH, loadH] = p.aggregates.global
    ? [`m.set(H,${values('h')});`, `{const w=m.get(H);h=N();${backTo('h')}}`]
    : ['', ''];
  const back = fields.map((f, i) => `g.${f}=copy(v[${i}]);`).join('');
  if (!p.aggregates.used) return 'function save(){return null;}function load(){}';
  const own = "const H='\\u0000having';";
  return grouped
    ? `${own}function save(){const m=new Map();for(const [k,g] of groups)m.set(k,${out});${saveH}return m;}function load(m){groups=new Map();for(const [k,v] of m){if(k===H)continue;const g=N();${back}groups.set(k,g);}${loadH}}`
    : `${own}function save(){const g=single,m=new Map();m.set('',${out});${saveH}return m;}function load(m){const g=N(),v=m.get('');${back}single=g;${loadH}}`;
}
