/** What a selector keeps of a group beside its aggregators' fields. */
export const OWN_FIELDS = 'key:null,era:0,born:0,seen:0,at:0,cut:0';

/**
 * Groups by key, and those of this era in the order in which they appeared (`line`, `born`). A reset only begins a new era:
 * a group of an older one is as good as none, and is made as new when its key comes again. `alive` counts those of this
 * era; others in the line have gone. `seen` and `at`: the chunk in which the group was seen last, by its serial number, and
 * the place of its output there. `cut`: the newest cut that knows what the group was then; each change is told to it
 * once, before (`touch`). Many are in a map that need not be moved as a whole when it grows. A cut goes on reading the line that it began with, so a line loses none but to a new one.
 */
export const GROUPS = `const FEW=16384;let groups=new Map(),line=[],era=1,births=0,alive=0,serial=0,cut=null,cuts=0,cutEra=0;
function groupOf(k){let g=groups.get(k);if(g===undefined)g=made(k);else{if(g.cut!==cuts)touch(g);if(g.era!==era){R(g);begin(g);}}return g;}
function made(k){const g=N();g.key=k===0?0:k;groups.set(k,g);if(groups.size>FEW&&groups instanceof Map)widen();begin(g);return g;}
function widen(){const few=groups;groups=new WideMap();for(const [k,g] of few)groups.set(k,g);}
function begin(g){g.era=era;g.born=births++;g.seen=0;g.cut=cuts;alive++;line.push(g);}
function touch(g){if(cut!==null&&g.era===cutEra)cut.keep(g.born,[g.key,then(g)]);g.cut=cuts;}
function forget(g){groups.delete(g.key);g.era=0;if(--alive*2+32<line.length)line=living();}
function reset(){era++;if(alive*2<groups.size)groups=new Map();alive=0;line=[];}
function living(){return line.filter((g)=>g.era===era);}`;

/** Beside `GROUPS`, where keys are text: those that were met last, in slots. One that has gone is of no era. */
export const NEAR = `const nobody=N();nobody.key='';let near=new KeySlots(nobody);const known={get size(){return groups.size;},keys:()=>living().map((g)=>g.key)};
function nearer(k){const g=groupOf(k);near.found(k,g,known);return g;}`;

/** The group `g` of the key `k`, looked up in place: most are there as they are, and a call for each event costs. */
export const groupOf = ({text}: {text: boolean}): string =>
  text
    ? 'let g=near.slots[slotOf(k,near)];if(g.key!==k||g.era!==era||g.cut!==cuts)g=nearer(k);'
    : 'let g=groups.get(k);if(g===undefined||g.era!==era||g.cut!==cuts)g=groupOf(k);';
