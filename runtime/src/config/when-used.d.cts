import type * as yaml from 'yaml';

declare const whenUsed: {readonly yaml: typeof yaml};
export = whenUsed;
