'use strict';
/** Loaded by the first use: only partitions need it, and a start in a quarter of a CPU would wait for it. */
module.exports = {
  get acorn() {
    return require('acorn');
  },
};
