import {compileFunction} from 'node:vm';
import type {Row} from '../api.ts';
import {Chunk} from '../core/chunk.ts';
import type {Stepping} from '../core/fused.ts';
import {slotOf} from '../core/key-slots.ts';
import type {Entrances, Stage} from '../core/stage.ts';
import {StepWriter} from '../core/step-text.ts';
import type {PairFunction} from '../tables/compile-pair.ts';
import type {Held} from '../windows/held.ts';
import type {JoinFrame} from './join-frame.ts';

/** What the code of a side is written for: `isSecond`: its lines are the `other` ones. `isText`: its keys are. */
type Form = {isLeft: boolean; isSecond: boolean; position: number; isText: boolean; asks: boolean; alone: boolean};
type Parts = {
  /** The side's own ring, which holds the newest `n`; and the one that its events search. */
  own: Held;
  n: number;
  other: Held;
  on: PairFunction<boolean> | null;
  selector: Stepping<JoinFrame>;
  next: Stage<JoinFrame>;
  alone: ((ts: number, row: Row) => JoinFrame) | null;
};
type Make = (parts: Parts, chunk: typeof Chunk, slot: typeof slotOf, constants: readonly unknown[]) => Entrances;

/**
 * A `length` window, the search of what another window holds of the event's key, and the projection of what is found, as
 * one function: the key is looked up once, for both windows, and nothing is made of a match but its output row. Each
 * query has code of its own for each side, its instances share it.
 */
export class KeyedWindows {
  readonly #form: Omit<Form, 'asks' | 'alone'>;
  readonly #made = new Map<unknown, {make: Make; constants: readonly unknown[]}>();

  constructor(isLeft: boolean, isSecond: boolean, position: number, isText: boolean) {
    this.#form = {isLeft, isSecond, position, isText};
  }
  entrances(parts: Parts): Entrances {
    const {text} = parts.selector;
    let made = this.#made.get(text);
    if (!made) {
      const writer = new StepWriter('r', 'continue;');
      const form = {...this.#form, asks: parts.on !== null, alone: parts.alone !== null};
      made = {make: compile(form, writer, parts.selector), constants: [...writer.constants.values()]};
      this.#made.set(text, made);
    }
    return made.make(parts, Chunk, slotOf, made.constants);
  }
}

function compile(form: Form, writer: StepWriter, {text}: Stepping<JoinFrame>): Make {
  const [own, found] = [
    ['r', 't'],
    ['u', 'N[s*w]'],
  ] as const;
  const [left, right] = form.isLeft ? [own, found] : [found, own];
  writer.write({constants: new Map(), variables: [], when: [], values: [left[0], right[0], left[1], right[1]]});
  if (text) writer.write(text);
  else writer.call('step');
  const row = writer.row();
  const search = (keep: string, lonely: string): string => {
    const on = form.asks ? 'if(!on(u,N[s*w],t,r))continue;' : '';
    const any = form.alone ? ['let any=false;', 'any=true;', `if(!any){${lonely}}`] : ['', '', ''];
    return [
      `${any[0]}if(l!==null){const {rows,numbers:N}=h,X=y.next;`,
      `for(let s=l.other.first;s>=0;s=X[s]){const u=rows[s];${on}${any[1]}${writer.code}${keep.replace('ROW', row)}}}${any[2]}`,
    ].join('');
  };
  const source = [
    `'use strict';const {own:b,n,other:h,on,next,alone,selector}=parts,{next:target}=selector,step=(t,r)=>selector.step(t,r);`,
    [...writer.constants.keys()].map((name, i) => `const ${name}=K[${i}];`).join(''),
    'const w=h.stride,x=b.index,y=h.index,{lines}=x,{near}=lines;let same=[];',
    // A list of equal times: nobody changes it, so that the next events of that time can use it too.
    'function times(t,n){if(same.length<n||same[0]!==t)same=Array.from({length:n},()=>t);return same;}',
    `function one(t,r){let o=null,all=null;${enterText(form)}`,
    search(
      'const q=ROW;if(o===null)o=q;else if(all===null)all=[o,q];else all.push(q);',
      'next.one(t,alone(t,r));return;',
    ),
    'if(all!==null)target.chunk(Chunk.currents(times(t,all.length),all));else if(o!==null)target.one(t,o);}',
    `function pass(t,r){${enterText(form)}}`,
    'function currents(c){const {length,ts,rows:R}=c,ots=[],all=[];let i=0;',
    // What fails behind the window keeps no event out of it.
    `try{while(i<length){const t=ts[i],r=R[i++];${enterText(form)}`,
    search('ots.push(t);all.push(ROW);', 'const q=step(t,alone(t,r));if(q!==null){ots.push(t);all.push(q);}'),
    '}}catch(error){for(;i<length;i++)pass(ts[i],R[i]);throw error;}',
    'if(all.length===1)target.one(ots[0],all[0]);else if(all.length>0)target.chunk(Chunk.currents(ots,all));}',
    'return {one,currents};',
  ].join('\n');
  return compileFunction(source, ['parts', 'Chunk', 'slotOf', 'K'], {filename: 'siddhi://join'}) as Make;
}

/** The oldest leaves a full window `b`, and the event comes; `l` is the line of its key, null where that is null. */
function enterText({isSecond, position, isText}: Form): string {
  const line = isText
    ? 'let m=near.slots[slotOf(k,near)];if(m.key!==k||m.isGone)m=lines.farther(k);'
    : 'const m=lines.line(k);';
  return [
    'if(b.length>=n){const s=b.head,l=x.lineOf[s];if(l!==null&&(l.first=x.next[s])<0)lines.emptied(l);',
    'if(b.reader!==null)b.reader.leaves(b.numbers[s],b.rows[s]);b.rows[s]=undefined;b.head=(s+1)&b.mask;b.length--;}',
    'if(b.length>=b.mask)b.grow();',
    `const k=r[${position}],to=(b.head+b.length++)&b.mask;b.numbers[to]=t;b.rows[to]=r;let l=null;`,
    `if(k!==null){${line}l=${isSecond ? 'm.other' : 'm'};x.next[to]=-1;`,
    'if(l.first<0){l.first=to;if(l.other.first<0)lines.idle--;}else x.next[l.last]=to;l.last=to;}x.lineOf[to]=l;',
  ].join('');
}
