import {type Bounds, leastBounds} from './bounds.ts';

/** A search with a name. `progressEvery`: of so many states one is tried for progress; 0: none. */
export type Setting = {name: string; bounds: Bounds; progressEvery: number};

const within = (over: Partial<Bounds>): Bounds => ({...leastBounds, ...over});

const reduced = (over: Partial<Bounds>): Bounds => within({...over, reduced: true});
const three = {start: 'registered', incarnations: 3} as const;
const everything = {handover: true, proxy: true, entry: true};

/** Unreduced first, from small to large; then the larger ones, reduced. */
export const settings: readonly Setting[] = [
  {name: 'two', bounds: within({isolation: 1, revs: 1, late: 0}), progressEvery: 200},
  {name: 'two-late', bounds: within({}), progressEvery: 5000},
  {name: 'two-handover', bounds: within({revs: 1, late: 0, handover: true}), progressEvery: 2000},
  {name: 'two-proxy', bounds: within({revs: 1, late: 0, proxy: true}), progressEvery: 2000},
  {name: 'two-entry', bounds: within({isolation: 1, revs: 1, late: 0, entry: true}), progressEvery: 5000},
  {name: 'two-longer', bounds: within({lease: 2, promise: 2, isolation: 3, revs: 1, late: 0}), progressEvery: 20_000},
  {name: 'two-epochs', bounds: within({epochs: 3, late: 0}), progressEvery: 20_000},
  {name: 'two-mail', bounds: within({isolation: 1, revs: 1, late: 0, mail: 2, together: 2}), progressEvery: 20_000},
  {name: 'two-all', bounds: within({isolation: 1, revs: 1, late: 0, ...everything}), progressEvery: 50_000},
  {name: 'three', bounds: within({...three, isolation: 1, revs: 1, late: 0}), progressEvery: 50_000},
  {name: 'two-all-reduced', bounds: reduced({isolation: 3, revs: 1, late: 0, ...everything}), progressEvery: 5000},
  {name: 'two-epochs-reduced', bounds: reduced({epochs: 3, handover: true}), progressEvery: 5000},
  {name: 'three-late-reduced', bounds: reduced({...three}), progressEvery: 50_000},
  {
    name: 'three-handover-reduced',
    bounds: reduced({...three, revs: 1, late: 0, handover: true}),
    progressEvery: 50_000,
  },
  {
    name: 'three-proxy-reduced',
    bounds: reduced({...three, isolation: 3, revs: 1, late: 0, proxy: true}),
    progressEvery: 50_000,
  },
  {
    name: 'three-entry-reduced',
    bounds: reduced({...three, isolation: 1, revs: 1, late: 0, entry: true}),
    progressEvery: 50_000,
  },
  {
    name: 'three-proxy-entry-reduced',
    bounds: reduced({...three, isolation: 3, revs: 1, late: 0, proxy: true, entry: true}),
    progressEvery: 100_000,
  },
  {
    name: 'three-all-reduced',
    bounds: reduced({...three, isolation: 1, revs: 1, late: 0, ...everything}),
    progressEvery: 50_000,
  },
  {name: 'two-most-reduced', bounds: reduced(everything), progressEvery: 100_000},
  {
    name: 'three-most-reduced',
    bounds: reduced({...three, epochs: 3, handover: true, entry: true}),
    progressEvery: 100_000,
  },
];
