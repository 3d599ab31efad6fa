import {defineConfig} from 'vitest/config';

/** One process pool for all tests; real databases and two-process tests live in `*.mysql.test.ts` and `*.real.test.ts`. */
export default defineConfig({
  test: {
    include: ['packages/*/{src,test}/**/*.test.ts', 'runtime/{src,test}/**/*.test.ts', 'infra/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/cdk.out/**'],
    pool: 'forks',
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: {CDK_VALIDATION: 'false'},
  },
});
