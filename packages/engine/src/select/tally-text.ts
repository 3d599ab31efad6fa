import {saveField} from './fields.ts';
import {isComputed, type SelectorParts} from './selector-parts.ts';

/**
 * Code with which a stage is a `Tallying` one: a batch window has its events counted as they come instead of in a second round once
 * the batch is complete: see `Tallying`. `row`: that of a group `g` and its last row `r`, or null. Empty where an event
 * cannot be counted beforehand: a clause has another effect, may fail, or asks for more.
 *
 * What is saved of the selector is what it counted of the batch that is complete, as if the next one had not begun. Groups
 * of that batch stand in `before` while the next one is `open`; what they counted, once they count anew, stands in fields of
 * its own (`w...`, of the era `wera`), which are read by snapshots alone.
 */
export function tallyText(p: SelectorParts, row: string | null, finish: string): string {
  if (row === null || !isTallied(p)) return '';
  return p.group === null ? singleText(row, finish) : groupsText(p, row, finish);
}

/** Aggregates of attributes, by a key of attributes: nothing of it fails. */
const isTallied = (p: SelectorParts): boolean =>
  !p.aggregates.lazy &&
  !p.aggregates.collects &&
  !p.passGroups &&
  !/\bk\d+\b/.test(p.group ?? '') &&
  p.items.filter(isComputed).every((item) => /^a\d+\(g,e,(?:null|r\[\d+\])\)$/.test(item));

function singleText(row: string, finish: string): string {
  return [
    'let was=null;function complete(){return was??single;}',
    'function batchBegins(){was=single;single=N();}function batchAdds(t,r,at){count(t,r,single);}',
    `function batchEnds(ts,rows,n){const g=single,r=rows[n-1],out=Chunk.one(ts[n-1],${row});was=null;${finish}}`,
    SAYS,
  ].join('');
}
const SAYS = 'function batchSays(c){next.chunk(c);}Object.assign(stage,{batchBegins,batchAdds,batchEnds,batchSays});';

function groupsText(p: SelectorParts, row: string, finish: string): string {
  const fields = p.aggregates.each().map(({name}) => name);
  const keep = fields.map((f) => `g.w${f}=g.${f};`).join('');
  const saved = p.aggregates.constant(saveField);
  const kept = fields.map((f) => `${saved}(g.w${f})`).join(',');
  const [nobody, found] = p.text
    ? ["const nobody=T();nobody.key='';near=new KeySlots(nobody);", 'near.found(k,g,known);']
    : ['', ''];
  const known = p.text
    ? 'let g=near.slots[slotOf(k,near)];if(g.key!==k||g.era!==era)'
    : 'let g=groups.get(k);if(g===undefined||g.era!==era)';
  return [
    // `lent`: the era that an open cut reads; `aside`: groups that have come a second time since, with what they were.
    'let tallies=false,open=false,before=[],lent=0,aside=null;',
    'function complete(){return open?before:line;}function completeEra(){return open?era-1:era;}',
    `function kept(g){return [${kept}];}function was(g){return g.wera===completeEra()?kept(g):values(g);}`,
    `function T(){const g=N();g.wera=0;${keep}return g;}`,
    // Of an older era, new, or not in its slot.
    'function again(k){let g=groups.get(k);if(g===undefined){g=T();g.key=k===0?0:k;groups.set(k,g);}',
    `else if(g.era===era){${found}return g;}else{if(aside!==null&&g.wera===lent&&!aside.has(g))aside.set(g,kept(g));${keep}g.wera=g.era;R(g);}`,
    `g.era=era;line.push(g);${found}return g;}`,
    // Groups that were loaded are of another shape.
    `function batchBegins(){if(!tallies||line.length*2<groups.size){tallies=true;groups=new Map();${nobody}}`,
    'before=line;line=[];era++;open=true;}',
    `function batchAdds(t,r,at){const k=${p.group};${known}g=again(k);count(t,r,g);g.at=at;}`,
    `function batchEnds(ts,rows,n){const ots=[],orows=[];for(const g of line){const j=g.at,r=rows[j];ots.push(ts[j]);orows.push(${row});}`,
    `open=false;before=[];const out=Chunk.currents(ots,orows);${finish}}`,
    SAYS,
    'function forgetAll(){tallies=open=false;before=[];aside=null;}',
    'function lend(){if(!tallies)return null;const own=completeEra(),mine=new Map();lent=own;aside=mine;',
    'return {groups:complete(),valuesOf:(g)=>mine.get(g)??(g.wera===own?kept(g):values(g)),ended:()=>{if(aside===mine)aside=null;}};}',
  ].join('');
}
