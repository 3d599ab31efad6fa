const https = () => process.getBuiltinModule('node:https');

/** All of `node:https`, loaded by the first use: few nodes have a certificate or a sink behind TLS. */
module.exports = {
  get Agent() {
    return https().Agent;
  },
  get Server() {
    return https().Server;
  },
  get createServer() {
    return https().createServer;
  },
  get get() {
    return https().get;
  },
  get globalAgent() {
    return https().globalAgent;
  },
  get request() {
    return https().request;
  },
};
