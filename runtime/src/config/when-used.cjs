'use strict';
/** Loaded by the first use: a node without a file needs none of it, and a start in a quarter of a CPU would wait for it. */
module.exports = {
  get yaml() {
    return require('yaml');
  },
};
