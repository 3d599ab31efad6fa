/** As the image has them. Two nodes and their clients share the cores: a collection would wait for threads that get none meanwhile. */
export const nodeFlags = [
  '--max-semi-space-size=16',
  '--heap-growing-percent=100',
  '--single-threaded-gc',
  '--no-allocation-site-pretenuring',
] as const;
