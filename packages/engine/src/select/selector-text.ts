import type {Chunk} from '../core/chunk.ts';
import type {Stage} from '../core/stage.ts';
import {isWritable, type StepText} from '../core/step-text.ts';
import {groupOf, GROUPS, NEAR, OWN_FIELDS} from './groups-text.ts';
import {adding, removing} from './aggregates.ts';
import {countingText} from './counting-text.ts';
import {fieldThen, loadField, saveField} from './fields.ts';
import {FORGOTTEN, isComputed, type SelectorParts, wantsOf} from './selector-parts.ts';
import {tallyText} from './tally-text.ts';

/** A stage that also wants each output event's group key, in the order of the chunk. */
export interface GroupedStage extends Stage {
  grouped(chunk: Chunk, keys: readonly unknown[]): void;
}

/**
 * The selector's module: `make(next, Chunk)` answers `{stage, state}`.
 * `g` is the group's object, `e` the kind, `o` the output row.
 */
export function selectorText(p: SelectorParts): string {
  const grouped = p.group !== null && p.aggregates.used;
  const tally = tallyText(p, countedRow(p, grouped), finishText(p, false));
  const text = [
    p.aggregates.text(grouped ? OWN_FIELDS : ''),
    ownersText(p),
    `return function(next,Chunk,fuse,text,KeySlots,slotOf,WideMap){`,
    p.aggregates.used ? (grouped ? `${GROUPS}${p.text ? NEAR : ''}` : 'let single=N();') : '',
    p.aggregates.global ? 'let h=N();' : '',
    rowText('sel(t,r,g,e)', p, (code) => code),
    rowText('selp(t,r,g)', p, adding),
    p.group === null ? '' : `function keyOf(t,r){return ${p.group};}`,
    `function count(t,r,g){${p.declarations}${p.items
      .filter(isComputed)
      .map((item) => `${adding(item)};`)
      .join('')}}`,
    removeText(p, grouped),
    stageText(p, grouped, tally),
    stateText(p, grouped, tally !== ''),
    'return {stage,state};};',
  ];
  return text.filter(Boolean).join('\n');
}

/** What a selector that is a step does with a row; undefined where it cannot be written into another function. */
export function selectorStep(
  {items, identity, having}: Pick<SelectorParts, 'items' | 'identity' | 'having'>,
  {constants, variables}: Pick<StepText, 'constants' | 'variables'>,
): StepText | undefined {
  const text: StepText = {
    constants,
    variables,
    when: [],
    ...(identity ? {} : {values: items}),
    ...(having === null ? {} : {having}),
  };
  return isWritable(text) ? text : undefined;
}

function rowText(name: string, p: SelectorParts, of: (code: string) => string): string {
  const row = p.identity ? 'r' : `[${p.items.map(of).join(',')}]`;
  const having = p.having === null ? '' : `if(!(${of(p.having)}))return null;`;
  return `function ${name}{${p.declarations}const o=${row};${having}return o;}`;
}

/** Takes an expired event out of its group; its output row nobody reads. A group that is as new is forgotten. */
function removeText(p: SelectorParts, grouped: boolean): string {
  if (!p.aggregates.used) return '';
  // Attributes as they are have no effect.
  const effects = p.items.filter(isComputed).map((item) => `${removing(item)};`);
  const remove = p.having === null ? `${p.declarations}${effects.join('')}` : 'sel(t,r,g,1);';
  return `function rem(t,r,g){${remove}${grouped ? 'if(E(g))forget(g);' : ''}}`;
}

function stageText(p: SelectorParts, grouped: boolean, tally: string): string {
  const singles = p.offset === 0 && p.limit !== 0;
  const evaluates = p.aggregates.used;
  const group = grouped ? groupOf(p) : `const g=${evaluates ? 'single' : 'null'};`;
  const key = p.group !== null && (p.passGroups || grouped) ? `const k=${p.group};` : '';
  const emitOne = p.passGroups ? `{const c=new Chunk();c.push(t,0,o);next.grouped(c,[k]);}` : `next.one(t,o);`;
  const one =
    wantsOf(p, 0) && singles
      ? `${key}${group}const o=selp(t,r,g);if(o!==null)${emitOne}`
      : evaluates
        ? `${key}${group}selp(t,r,g);`
        : '';
  // An expired event that nobody wants only changes aggregates.
  const expiredGroup = grouped ? 'groupOf(keyOf(et,er))' : 'single';
  const pair = wantsOf(p, 1)
    ? 'this.chunk(Chunk.pair(et,er,t,r));'
    : `${evaluates ? `rem(et,er,${expiredGroup});` : ''}one(t,r);`;
  // Each event for itself: what is one part, and what is not, does not matter then.
  const steps =
    p.pure && !evaluates && p.group === null && p.order === null && p.limit === null && p.offset === 0 && wantsOf(p, 0);
  const counts = evaluates && !wantsOf(p, 1) && !p.passGroups;
  const emit = p.passGroups ? 'next.grouped(out,partKeys);' : 'next.chunk(out);';
  return [
    // The keys of what `part` answered last.
    p.passGroups ? 'let partKeys=[];' : '',
    `function part(c,from,to){${partText(p, grouped)}}`,
    steps ? 'let loop=null;' : '',
    `function one(t,r){${one}}const stage={one,pair(et,er,t,r){${pair}},`,
    `chunk(c){${steps ? 'if(c.plain)return(loop??=fuse(stage))(c);' : ''}if(c.parts!==null)return parts(c);const out=part(c,0,c.length);if(out!==null){${emit}}}${steps ? ',next,text,step(t,r){return selp(t,r,null);}' : ''}};`,
    // Groups, order and limit hold within a part; the parts leave as one chunk.
    `function parts(c){const out=new Chunk();${p.passGroups ? 'const keys=[];' : ''}let from=0;for(const to of c.parts){const done=part(c,from,to);from=to;if(done===null)continue;`,
    `for(let i=0;i<done.length;i++)out.push(done.ts[i],done.kinds[i],done.rows[i]);${p.passGroups ? 'keys.push(...partKeys);' : ''}}`,
    `if(out.length>0){${p.passGroups ? 'partKeys=keys;' : ''}${emit}}}`,
    counts ? countingText(p, grouped, finishText(p, false)) : '',
    tally,
  ].join('');
}

/** Events `from` to `to` of a chunk: answers what leaves, or null. */
function partText(p: SelectorParts, grouped: boolean): string {
  const skip = [0, 1].filter((kind) => !wantsOf(p, kind as 0 | 1));
  const unwanted = skip.map((kind) => `e===${kind}`).join('||');
  const early = !p.aggregates.used && unwanted !== '' ? `if(${unwanted})continue;` : '';
  const late = p.aggregates.used && unwanted !== '' ? `if(o===null||${unwanted})continue;` : 'if(o===null)continue;';
  const needsKey = p.group !== null && (p.last || p.passGroups || grouped);
  const one = p.last && p.group === null;
  const plain = isPlain(p);
  const begin = one
    ? 'let lt=0,le=0,lo=null;'
    : `${plain ? 'const ots=[],orows=[];' : 'const out=new Chunk();'}${needsKey ? 'const keys=[];' : ''}${p.last ? (grouped ? 'serial++;let moved=null;' : 'const last=new Map();let at;') : ''}`;
  // The place of a key's output is kept in its group, and beside it (`moved`) when the group goes within the chunk.
  const forgotten = p.last && grouped ? FORGOTTEN : '';
  const group = grouped ? groupOf(p) : p.aggregates.used ? 'const g=single;' : 'const g=null;';
  const evaluate = `${group}const o=e===0?selp(t,r,g):sel(t,r,g,e);${grouped ? `if(e===1&&E(g)){${forgotten}forget(g);}` : ''}`;
  const loop = `for(let i=from;i<to;i++){const e=c.kinds[i];if(e===2){${resetText(p, grouped)}${runText(p, grouped)}continue;}${early}const t=c.ts[i],r=c.rows[i];${needsKey ? 'const k=keyOf(t,r);' : ''}${evaluate}${late}${keepText(p, grouped, plain)}}`;
  const empty = one
    ? 'if(lo===null)return null;const out=Chunk.one(lt,lo,le);'
    : plain
      ? 'if(orows.length===0)return null;const out=Chunk.currents(ots,orows);'
      : 'if(out.length===0)return null;';
  return `${begin}${loop}${empty}${finishText(p, needsKey)}`;
}

/** Only current events leave: their kinds need not be written down. */
const isPlain = (p: SelectorParts): boolean => p.events === 'current' && !p.passResets;
/**
 * What becomes of an output: the last of its chunk, the last of its group there, or one of all. They are put into `out`,
 * or into `ots` and `orows` where all are `plain`.
 */
function keepText(p: SelectorParts, grouped: boolean, plain: boolean): string {
  const [push, replace, length] = plain
    ? ['ots.push(t);orows.push(o);', 'ots[at]=t;orows[at]=o;', 'orows.length']
    : ['out.push(t,e,o);', 'out.replace(at,t,e,o);', 'out.length'];
  if (!p.last) return `${push}${p.passGroups ? 'keys.push(k);' : ''}`;
  if (p.group === null) return 'lt=t;le=e;lo=o;';
  if (!grouped) return `at=last.get(k);if(at===undefined){last.set(k,${length});${push}keys.push(k);}else{${replace}}`;
  return `let at=g.seen===serial?g.at:moved===null?undefined:moved.get(k);if(at===undefined){if(g.era===era){g.seen=serial;g.at=${length};}else(moved??=new Map()).set(k,${length});${push}keys.push(k);}else{${replace}}`;
}

function resetText(p: SelectorParts, grouped: boolean): string {
  const pass = p.passResets ? `out.reset(c.ts[i]);${p.passGroups ? 'keys.push(null);' : ''}` : '';
  const places =
    p.last && grouped ? 'if(keys.length>0){moved=new Map();for(let a=0;a<keys.length;a++)moved.set(keys[a],a);}' : '';
  return `${places}${forgetText(p, grouped)}${pass}`;
}

/**
 * After a reset: the current events up to the next other one, where each item is an attribute or an aggregate by itself.
 * They are counted only; each group's row is made once, from its last event and what it counted. Any other part of the
 * text that meets a group afterwards finds the place of its output as if it had been made at once.
 */
function runText(p: SelectorParts, grouped: boolean): string {
  const row = countedRow(p, grouped);
  if (row === null) return '';
  const next = 'for(;i+1<to&&c.kinds[i+1]===0;i++){const t=c.ts[i+1],r=c.rows[i+1];';
  if (!grouped)
    return `const first=i;${next}count(t,r,single);}if(i>first){const g=single,r=c.rows[i];lt=c.ts[i];le=0;lo=${row};}`;
  const begin = `lasts.push(i+1);g.seen=serial;g.at=seen.length;seen.push(g);keys.push(k);`;
  return [
    `if(orows.length===0){const seen=[],lasts=[];${next}const k=${p.group};${groupOf(p)}count(t,r,g);`,
    `if(g.seen===serial)lasts[g.at]=i+1;else{${begin}}}`,
    `for(let a=0;a<seen.length;a++){const g=seen[a],j=lasts[a],r=c.rows[j];ots.push(c.ts[j]);orows.push(${row});}}`,
  ].join('');
}

/** Code of the row that says what the group `g` has counted, `r` being its last event's; null where more must be known. */
function countedRow(p: SelectorParts, grouped: boolean): string | null {
  if (!p.aggregates.used || !p.last || !isPlain(p) || p.having !== null || grouped !== (p.group !== null)) return null;
  const values = p.items.map((item) => (isComputed(item) ? p.aggregates.answer(item) : item));
  return values.includes(null) ? null : `[${values.join(',')}]`;
}

/**
 * What a reset does. Where some aggregator may be skipped, the reset goes
 * through the expressions with the first row of the new batch, and skips alike.
 */
function forgetText(p: SelectorParts, grouped: boolean): string {
  if (!p.aggregates.used) return '';
  if (!p.aggregates.lazy) return grouped ? 'reset();' : 'single=N();';
  const first = 'let j=i;while(j<to-1&&c.kinds[j]!==0)j++;const rr=c.kinds[j]===0?c.rows[j]:null;';
  const each = grouped
    ? 'for(const g of living()){if(g.cut!==cuts)touch(g);sel(c.ts[i],rr,g,2);}'
    : 'sel(c.ts[i],rr,single,2);';
  return `{${first}if(rr===null){${grouped ? 'reset();' : 'single=N();'}}else{${each}}}`;
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

/** What can be said of an owner of fields, whichever instance of the selector it belongs to. */
function ownersText(p: SelectorParts): string {
  if (!p.aggregates.used) return '';
  const fields = p.aggregates.each();
  const [saved, then, loaded] = [saveField, fieldThen, loadField].map((ours) => p.aggregates.constant(ours));
  const list = (of: string): string =>
    `[${fields.map(({name, collects, isValue}) => (isValue ? `g.${name}` : `${collects ? of : saved}(g.${name})`)).join(',')}]`;
  return [
    `const H='\u0000having';`,
    `function values(g){return ${list(saved!)};}function then(g){return ${list(then!)};}`,
    `function back(g,v){${fields.map(({name, isValue}, i) => (isValue ? `g.${name}=v[${i}];` : `g.${name}=${loaded}(g.${name},v[${i}]);`)).join('')}}`,
  ].join('');
}

function stateText(p: SelectorParts, grouped: boolean, tallied: boolean): string {
  if (!p.aggregates.used) return 'const state=null;';
  const h = p.aggregates.global ? 'h' : 'null';
  const own = p.aggregates.global ? '[H,then(h)]' : 'null';
  const clearH = p.aggregates.global ? 'h=N();' : '';
  const common = [
    `function owner(k){return k===H?${h}:${grouped ? 'made(k)' : 'single'};}`,
    'function put(k,v){const g=owner(k);if(g!==null)back(g,v);}function load(m){clear(m.size);for(const [k,v] of m)put(k,v);}',
    `function all(m){${p.aggregates.global ? 'm.set(H,values(h));' : ''}return m;}`,
  ].join('');
  const part = 'save,load,clear,put,owner';
  if (!grouped) {
    const single = tallied ? 'complete()' : 'single';
    return [
      common,
      `function save(){return all(new Map([['',values(${single})]]));}function clear(){single=N();${tallied ? 'was=null;' : ''}${clearH}}`,
      `const state={${part},entries(){const found=[['',then(${single})]],own=${own};if(own!==null)found.push(own);return found;}};`,
    ].join('');
  }
  const saved = tallied
    ? 'for(const g of complete())if(open||g.era===era)m.set(g.key,was(g));'
    : 'for(const g of line)if(g.era===era)m.set(g.key,values(g));';
  return [
    common,
    `function save(){const m=new Map();${saved}return all(m);}`,
    `function clear(n){groups=n>FEW?new WideMap():new Map();if(n>FEW)groups.clear(n);${tallied ? 'forgetAll();' : ''}${p.text ? 'near.clear();' : ''}line=[];cut=null;era++;births=alive=0;${clearH}}`,
    // For `groupsCut`.
    'function begun(make){cuts++;cutEra=era;const own=cuts,of=era;cut=make({count:alive,groups:line,',
    `isAsWas:(g)=>g.cut<own&&g.era===of,putAside(g){g.cut=own;},values:then,own:${own},ended(){if(cuts===own)cut=null;}});return cut;}`,
    `const state={${part},begun${tallied ? ',lend' : ''}};`,
  ].join('');
}
