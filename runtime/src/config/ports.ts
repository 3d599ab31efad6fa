/** The ten ports that a node's container maps. The last is that of the sample apps' HTTP source; each app names its own. */
export const ports = {
  eventSync: 9893,
  http: 9090,
  https: 9443,
  stores: 7070,
  storesHttps: 7443,
  binary: 9611,
  binarySsl: 9711,
  thrift: 7611,
  thriftSsl: 7711,
  httpSource: 8006,
} as const;

export const allPorts: readonly number[] = Object.values(ports);
