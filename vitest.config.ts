import {defineConfig} from 'vitest/config';

/**
 * All tests of the workspace in one run. Those that start a database or
 * processes of their own are named `*.mysql.test.ts` and `*.real.test.ts`.
 */
export default defineConfig({
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'runtime/{src,test}/**/*.test.ts',
      'infra/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**', '**/cdk.out/**'],
    setupFiles: ['packages/conformance/src/properties/seed.ts'],
    // Tests leave nothing behind in globals, so files share a process: each module is loaded once.
    pool: 'forks',
    isolate: false,
    // For a machine that does other things too; no test waits for time to pass.
    testTimeout: 180_000,
    hookTimeout: 120_000,
    env: {
      // The templates' own validation takes seconds a process; it runs in `cdk synth`.
      CDK_VALIDATION: 'false',
    },
  },
});
