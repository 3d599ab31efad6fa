/** In place of `thread-stream`, which pino brings for transports that the server does not use: it loads Node.js' workers. */
module.exports = function threadStream() {
  throw new Error('the server logs without threads: thread-stream is not in the bundle');
};
