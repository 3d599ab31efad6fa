import {whole} from '../setting.ts';

/** What is bounded, and where sources are told to wait. */
export const limits = {
  bodyBytes: whole({
    path: 'limits.bodyBytes',
    env: 'TANDEM_LIMIT_BODY_BYTES',
    default: 10_485_760,
    min: 1024,
    help: 'Largest body of one request to an HTTP source or to REST.',
  }),
  queueBytes: whole({
    path: 'limits.queueBytes',
    env: 'TANDEM_LIMIT_QUEUE_BYTES',
    default: 67_108_864,
    min: 65_536,
    help: 'Bytes of inputs that are not yet committed or, on the passive, not yet trimmed (there twice as many); bytes of requests that a node holds or forwards while the other one is to take them. Beyond it 429 is answered, with Retry-After.',
  }),
  connections: whole({
    path: 'limits.connections',
    env: 'TANDEM_LIMIT_CONNECTIONS',
    default: 1000,
    min: 1,
    help: 'Open connections of each listening port.',
  }),
  heldOutputs: whole({
    path: 'limits.heldOutputs',
    env: 'TANDEM_LIMIT_HELD_OUTPUTS',
    default: 100_000,
    min: 1,
    help: 'Outputs that a hot passive holds back until it hears that the active has delivered them. Beyond it the oldest are dropped, and a takeover that would need one of them starts from the newest snapshot.',
  }),
  sinkQueueOutputs: whole({
    path: 'limits.sinkQueueOutputs',
    env: 'TANDEM_LIMIT_SINK_QUEUE',
    default: 100_000,
    min: 1,
    help: 'Outputs that wait for one sink. Beyond it the sources of its app are answered 429, with Retry-After; beyond ten times as many of all sinks together, all sources are.',
  }),
  idempotencyKeys: whole({
    path: 'limits.idempotencyKeys',
    env: 'TANDEM_LIMIT_IDEMPOTENCY_KEYS',
    default: 50_000,
    min: 1,
    help: 'How many idempotency keys of inputs are remembered. The same on both nodes.',
  }),
  idempotencyAgeSec: whole({
    path: 'limits.idempotencyAgeSec',
    env: 'TANDEM_LIMIT_IDEMPOTENCY_AGE',
    default: 3600,
    min: 1,
    help: 'For how long. Between two keyed inputs at most a sixtieth of it counts, so that a jump of the clock forgets nothing. The same on both nodes.',
  }),
};
