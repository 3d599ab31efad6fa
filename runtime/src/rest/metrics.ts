import {collectDefaultMetrics, Counter, Gauge, Registry} from 'prom-client';
import type {NodeStatus} from '@tandem/cluster';
import {FullCollections} from '../metrics/full-collections.ts';
import {waitingOutputs} from '../metrics/measures.ts';
import type {Control} from '../node/control.ts';

const roles = ['starting', 'passive', 'takingOver', 'active', 'stopping', 'stopped'] as const;

/** What Prometheus reads. Everything is asked at the moment of reading. */
export function metricsOf(control: Control): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({node: control.nodeId});
  collectDefaultMetrics({register: registry});
  const registers = [registry];
  /** Not told while `read` gives undefined. */
  const gauge = (name: string, help: string, read: () => number | undefined): void => {
    void new Gauge({
      name: `tandem_${name}`,
      help,
      registers,
      collect() {
        const value = read();
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
  };
  const counter = (name: string, help: string, read: () => number): void => {
    void new Counter({
      name: `tandem_${name}`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  };
  const full = new FullCollections();
  counter('full_collections_total', 'Collections of all objects of this process; each stops it', () => full.count);
  const status = (): NodeStatus => control.status();
  void new Gauge({
    name: 'tandem_role',
    help: '1 for the role that this node has, 0 for the others',
    labelNames: ['role'],
    registers,
    collect() {
      const {role} = status();
      for (const one of roles) this.set({role: one}, one === role ? 1 : 0);
    },
  });
  gauge('active', '1 while this node is active', () => (status().role === 'active' ? 1 : 0));
  gauge('epoch', 'The epoch that this node knows', () => status().epoch);
  gauge('in_sync', '1 while the passive holds every entry after the newest snapshot', () => (status().inSync ? 1 : 0));
  gauge('link_up', '1 while the event link is up', () => (status().peer?.linkUp === true ? 1 : 0));
  counter(
    'link_sent_bytes_total',
    'Bytes that this process has given to the event link, before encryption',
    () => control.measures().linkSentBytes,
  );
  gauge('lag_entries', 'Entries that the passive has not acknowledged', () => status().lag);
  gauge(
    'queue_bytes',
    'Bytes of entries not yet committed or, on the passive, not yet trimmed',
    () => status().queueBytes,
  );
  gauge('queue_entries', 'Entries of the same', () => status().queueEntries);
  counter(
    'takeovers_total',
    'Times that this process became active in place of one that was lost',
    () => status().takeovers,
  );
  counter(
    'switchovers_total',
    'Times that this process became active because it was handed over',
    () => status().switchovers,
  );
  gauge('standby_following', '1 while the machine of a hot passive follows the active', () =>
    status().standby.following ? 1 : 0,
  );
  gauge(
    'divergences',
    'Times that the states of the two nodes were found to differ',
    () => status().standby.divergences,
  );
  gauge(
    'last_takeover_ms',
    'Time from losing the old active to being active, of the last takeover or switchover',
    () => status().lastTakeoverMs ?? undefined,
  );
  gauge(
    'snapshot_age_seconds',
    'Time since the newest durable snapshot, or since this node is active if that is later; of the active node',
    () => {
      const {snapshotAgeMs} = control.measures();
      return snapshotAgeMs === undefined ? undefined : snapshotAgeMs / 1000;
    },
  );
  const snapshot = () => control.measures().snapshots;
  gauge('snapshot_bytes', 'Bytes of the last snapshot of this process, uncompressed', () => snapshot().last?.bytes);
  gauge(
    'snapshot_duration_ms',
    'Time that the database took to have the last snapshot of this process',
    () => snapshot().last?.tookMs,
  );
  counter('snapshots_total', 'Snapshots that this process has saved', () => snapshot().saved);
  for (const name of ['appended', 'committed', 'applied', 'replicated', 'journalled', 'snapshot'] as const) {
    gauge(
      `sequence_${name}`,
      `Largest sequence that was ${name === 'snapshot' ? 'saved in a durable snapshot' : name}`,
      () => status().sequences[name],
    );
  }
  gauge('apps', 'Deployed apps', () => control.machine.apps().length);
  gauge(
    'apps_stopped',
    'Apps that were stopped by a defect',
    () => control.machine.apps().filter((d) => d.stoppedBy !== undefined).length,
  );
  void new Gauge({
    name: 'tandem_app_metric',
    help: 'What @app:statistics measures: events of streams, rows of tables and named windows',
    labelNames: ['app', 'kind', 'element'],
    registers: [registry],
    collect() {
      this.reset();
      for (const {name: app, instance} of control.machine.apps())
        for (const {kind, id, value} of instance?.app.metrics() ?? []) this.set({app, kind, element: id}, value);
    },
  });
  counter(
    'events_in_total',
    'Events that this process committed; repeated ones do not count',
    () => control.measures().eventsIn,
  );
  counter('events_out_total', 'Events in delivered outputs', () => control.measures().sinks.eventsOut);
  counter('outputs_published_total', 'Outputs handed to sinks', () => control.measures().sinks.published);
  counter('outputs_refused_total', 'Outputs that a receiver refused for good', () => control.measures().sinks.refused);
  gauge('outputs_waiting', 'Outputs that wait for their sink', () => waitingOutputs(control.measures()));
  return registry;
}
