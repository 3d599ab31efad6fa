import {startVitest} from 'vitest/node';

const vitest = await startVitest('test', process.argv.slice(2), {
  run: true,
  watch: false,
  reporters: ['default', './scripts/plain-reporter.ts'],
});
await vitest.close();
