import {adding, columnsOf} from './aggregates.ts';
import {groupOf} from './groups-text.ts';
import {FORGOTTEN, isComputed, type SelectorParts} from './selector-parts.ts';

/** The ring's oldest event, at slot `from`, leaves. */
const SHIFT =
  'er=b.rows[from];if(b.reader!==null)b.reader.leaves(b.numbers[from*w],er);b.rows[from]=undefined;b.head=(from+1)&b.mask;b.length--;';

/**
 * What makes a stage a `Counting` one: it and a window before it as one function. `b` is the ring, `w` its stride, `to` the
 * slot of the event that comes, `from` and `er` slot and row of the one that leaves. `finish`: order and limit of a chunk.
 */
export function countingText(p: SelectorParts, grouped: boolean, finish: string): string {
  const columns = p.having === null ? columnsOf(p.items, p.numeric) : [];
  const [leave, drop, enter] = [
    leaveText(p, grouped, columns, ''),
    leaveText(p, grouped, columns, p.last ? FORGOTTEN : ''),
    enterText(p, grouped),
  ];
  const push = pushText(grouped, columns);
  const emit = p.offset === 0 && p.limit !== 0 ? 'if(o!==null)next.one(t,o);' : '';
  const keep = `if(o!==null){${keepText(p, grouped)}}`;
  const all = (loop: string, pass: string): string =>
    [
      `function currents(c){const {length,ts,rows}=c,ots=ts.slice(0,length),orows=rows.slice(0,length);let i=0,m=0,moved=null;${grouped ? 'serial++;' : ''}`,
      // What fails behind the window keeps no event out of it.
      `try{${loop}}catch(error){for(;i<length;i++)pass(ts[i],rows[i]);throw error;}`,
      'if(m===0)return;if(m<length){ots.length=m;orows.length=m;}const out=finish(Chunk.currents(ots,orows));if(out!==null)next.chunk(out);}',
      `function pass(t,r){${pass}}return {one,currents};`,
    ].join('');
  // A number that a call answers is an object.
  const stamp = readsTime(p) ? 'now()' : '0';
  const full = `let from=-1,er=null;if(b.length>=n){from=b.head;${SHIFT}}${push}`;
  const newest = [
    'function newest(b,n,now){const w=b.stride;',
    `function one(t,r){${full}if(from>=0){const et=${stamp};${leave}}${enter}${emit}}`,
    all(
      `const et=${stamp};while(i<length){const t=ts[i],r=rows[i];${full}i++;if(from>=0){${drop}}${enter}${keep}}`,
      full,
    ),
    '}',
  ].join('');
  const clock = `const x=r[at],et=typeof x==='number'?x:timeOf(r,at);`;
  const placed = `${push}N[q+w-1]=et;`;
  const recent = [
    'function recent(b,at,d,timeOf){const w=b.stride;',
    'function timeAt(slot){const q=slot*w+w-1,x=b.numbers[q];return x===x?x:(b.numbers[q]=timeOf(b.rows[slot],at));}',
    `function one(t,r){${clock}let from=-1,er=null;if(b.length>0&&timeAt(b.head)+d<=et){`,
    `if(b.length>1&&timeAt((b.head+1)&b.mask)+d<=et)return currents(Chunk.one(t,r));from=b.head;${SHIFT}}`,
    `${placed}if(from>=0){${leave}}${enter}${emit}}`,
    all(
      `while(i<length){const t=ts[i],r=rows[i];${clock}while(b.length>0&&timeAt(b.head)+d<=et){const from=b.head;let ${SHIFT}${drop}}${placed}i++;${enter}${keep}}`,
      `${clock}while(b.length>0&&timeAt(b.head)+d<=et){const from=b.head;let ${SHIFT}}${placed}`,
    ),
    '}',
  ].join('');
  return `function finish(out){${finish}}${newest}${recent}Object.assign(stage,{newest,recent,columns:${columns.length},grouped:${grouped}});`;
}

/** All that is kept of an event, before anything that may fail. */
function pushText(grouped: boolean, columns: readonly string[]): string {
  const keep = columns.map((code, i) => `v=${code};N[q+${i + 1}]=typeof v==='number'?v:NaN;`).join('');
  return [
    'if(b.length>=b.mask)b.grow();const to=(b.head+b.length++)&b.mask,q=to*w,N=b.numbers;N[q]=t;b.rows[to]=r;',
    grouped ? 'b.groups[to]=undefined;' : '',
    columns.length > 0 ? `let v;${keep}` : '',
  ].join('');
}

/** Takes an expired event out of its group, from what is beside it where that is known. A group that is as new is forgotten. */
function leaveText(p: SelectorParts, grouped: boolean, columns: readonly string[], forgotten: string): string {
  const group = grouped
    ? 'let g=b.groups[from];if(g===undefined||g.era!==era)g=groupOf(keyOf(t,r));else if(g.cut!==cuts)touch(g);'
    : 'const g=single;';
  const items = p.items.filter(isComputed);
  const effects = items.map((item) => p.aggregates.removal(item, [])).join('');
  const known = columns.map((_, i) => `n${i}===n${i}`).join('&&');
  const read = columns.map((_, i) => `n${i}=b.numbers[q+${i + 1}]`).join(',');
  // Apart, so that numbers from beside stay numbers: what may be a value of a row as well is an object of its own.
  const take =
    p.having !== null
      ? 'sel(t,r,g,1);'
      : columns.length === 0
        ? `${p.declarations}${effects}`
        : `${p.declarations}const q=from*w,${read};if(${known}){${items.map((item) => p.aggregates.removal(item, columns)).join('')}}else{${effects}}`;
  return `{const t=et,r=er;${group}${take}${grouped ? `if(E(g)){${forgotten}forget(g);}` : ''}}`;
}

/** Counts an event, and makes its output row `o`. */
function enterText(p: SelectorParts, grouped: boolean): string {
  const group = grouped ? `const k=${p.group};${groupOf(p)}b.groups[to]=g;` : 'const g=single;';
  const having = p.having === null ? '' : `if(!(${adding(p.having)}))o=null;`;
  return `${group}${p.declarations}let o=[${p.items.map(adding).join(',')}];${having}`;
}

/** What becomes of an output in a chunk: the last, or the last of its group, is put into `ots` and `orows`, `m` of them. */
function keepText(p: SelectorParts, grouped: boolean): string {
  if (!p.last) return 'ots[m]=t;orows[m++]=o;';
  if (!grouped) return 'ots[0]=t;orows[0]=o;m=1;';
  return 'let a=g.seen===serial?g.at:moved===null?undefined:moved.get(k);if(a===undefined){a=m++;if(g.era===era){g.seen=serial;g.at=a;}else(moved??=new Map()).set(k,a);}ots[a]=t;orows[a]=o;';
}

/** Whether anything that is made of an expired event may ask for its time. */
const readsTime = ({items, group, having}: SelectorParts): boolean =>
  [...items, group ?? '', having ?? ''].some((code) => /\bt\b/.test(code));
