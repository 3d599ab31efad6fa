import {constants, PerformanceObserver} from 'node:perf_hooks';

/**
 * Collections of all objects in this process, from here on: old ones are collected by no other. The library's own
 * count of them misses those that end in the same turn as another collection.
 */
export class FullCollections {
  #count = 0;

  constructor() {
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if ((entry as unknown as {detail: {kind: number}}).detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR)
          this.#count++;
    });
    observer.observe({entryTypes: ['gc']});
  }
  get count(): number {
    return this.#count;
  }
}
