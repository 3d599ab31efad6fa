import * as fc from 'fast-check';

/** The environment variable that `pnpm properties` names a round's seed in. */
export const seedVariable = 'TANDEM_PROPERTY_SEED';

/**
 * Run before each test file. Properties draw the same values in every run of the suite, so that one commit has one
 * answer; fresh values are drawn by `pnpm properties`.
 */
fc.configureGlobal({seed: Number(process.env[seedVariable] ?? 1)});
