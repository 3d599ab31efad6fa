import {collectDefaultMetrics, Gauge, Registry} from 'prom-client';
import type {NodeStatus} from '@tandem/cluster';
import type {Control} from '../node/control.ts';

/** What Prometheus reads. Each gauge is asked at the moment of reading. */
export function metricsOf(control: Control): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({node: control.nodeId});
  collectDefaultMetrics({register: registry});
  const gauge = (name: string, help: string, read: () => number): void => {
    void new Gauge({
      name: `tandem_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  };
  const status = (): NodeStatus => control.status();
  gauge('active', '1 while this node is active', () => (status().role === 'active' ? 1 : 0));
  gauge('epoch', 'The epoch that this node knows', () => status().epoch);
  gauge('in_sync', '1 while the passive holds every entry after the newest snapshot', () => (status().inSync ? 1 : 0));
  gauge('link_up', '1 while the event link is up', () => (status().peer?.linkUp === true ? 1 : 0));
  gauge('lag_entries', 'Entries that the passive has not acknowledged', () => status().lag);
  gauge(
    'queue_bytes',
    'Bytes of entries not yet committed or, on the passive, not yet trimmed',
    () => status().queueBytes,
  );
  gauge('queue_entries', 'Entries of the same', () => status().queueEntries);
  gauge('takeovers', 'Times that this process became active in place of one that was lost', () => status().takeovers);
  gauge('switchovers', 'Times that this process became active because it was handed over', () => status().switchovers);
  gauge(
    'last_takeover_ms',
    'Time from losing the old active to being active, of the last takeover',
    () => status().lastTakeoverMs ?? 0,
  );
  gauge('last_snapshot_timestamp_ms', 'When the newest durable snapshot was taken', () => status().lastSnapshotAt ?? 0);
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
  gauge('outputs_published', 'Outputs handed to sinks', () => control.sinks().published);
  gauge('outputs_refused', 'Outputs that a receiver refused for good', () => control.sinks().refused);
  gauge('outputs_waiting', 'Outputs that wait for their sink', () =>
    Object.values(control.sinks().waiting).reduce((a, b) => a + b, 0),
  );
  return registry;
}
