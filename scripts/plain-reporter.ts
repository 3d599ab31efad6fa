import type {Reporter, SerializedError, TestModule} from 'vitest/node';

/**
 * Ends a run of tests with one plain line: `12 passed, 0 failed`, and
 * `, 3 skipped` when there are such. What fails outside of any test (a file
 * that does not load, a hook, a stray rejection) counts as a failure each.
 */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const count = {passed: 0, failed: unhandled.length, skipped: 0, pending: 0};
    for (const module of modules) {
      count.failed += module.errors().length;
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length;
      for (const each of module.children.allTests()) count[each.result().state]++;
    }
    // A test that never came to an end did not pass.
    const failed = count.failed + count.pending;
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    process.stdout.write(`\n${count.passed} passed, ${failed} failed${skipped}\n`);
  }
}
