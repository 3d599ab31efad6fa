declare const whenUsed: {readonly acorn: typeof import('acorn')};
export = whenUsed;
