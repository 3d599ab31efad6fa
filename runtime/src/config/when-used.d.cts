declare const whenUsed: {readonly yaml: typeof import('yaml')};
export = whenUsed;
