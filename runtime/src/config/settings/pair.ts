import {choice, text, whole} from '../setting.ts';

/** What the two nodes do for each other. */
export const pair = {
  durability: choice({
    path: 'cluster.config.durability',
    env: 'TANDEM_DURABILITY',
    of: ['replica', 'database', 'none'],
    default: 'replica',
    help: 'When an input counts as committed and is answered: "replica": the passive has it, or the journal table when no passive is in sync; "database": the journal table has it; "none": at once.',
  }),
  standby: choice({
    path: 'cluster.config.standby',
    env: 'TANDEM_STANDBY',
    of: ['hot', 'warm'],
    default: 'hot',
    help: 'What the passive does with the entries: "hot": it applies them as they arrive and holds the outputs back, so that a takeover is opening the ports, and it takes the snapshots; "warm": it keeps them, and applies them at takeover, from the newest snapshot on.',
  }),
  ingress: choice({
    path: 'cluster.config.ingress',
    env: 'TANDEM_INGRESS',
    of: ['forward', 'closed'],
    default: 'forward',
    help: '"forward": the passive opens the HTTP sources too and forwards to the active; "closed": it opens no source.',
  }),
  ingressHoldMs: whole({
    path: 'cluster.config.ingressHoldMs',
    env: 'TANDEM_INGRESS_HOLD_MS',
    default: 10_000,
    max: 300_000,
    help: 'How long a request is held while no node is active, before it is answered with 503.',
  }),
  fencing: choice({
    path: 'cluster.config.fencing',
    env: 'TANDEM_FENCING',
    of: ['off', 'ecs'],
    default: 'off',
    help: '"ecs": a node that takes over asks ECS to stop the task of the node that it deposed, if that stays silent though its task still runs. Takes ecs:StopTask and ecs:DescribeTasks on the tasks of the cluster.',
  }),
  clusterSecret: text({
    path: 'cluster.config.secret',
    env: 'TANDEM_CLUSTER_SECRET',
    secret: true,
    pattern: /^(.{16,})?$/,
    expected: 'at least 16 characters',
    help: 'Shared by the two nodes: the event link is encrypted and authenticated with it. Required when cluster.config.enabled.',
  }),
};
