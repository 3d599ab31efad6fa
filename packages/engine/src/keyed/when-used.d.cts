import type * as acorn from 'acorn';

declare const whenUsed: {readonly acorn: typeof acorn};
export = whenUsed;
