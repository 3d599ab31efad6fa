import type {Log} from '@tandem/cluster';
import type {Settings} from '../config/index.ts';
import {named} from '../log/logger.ts';
import type {Tracing} from './tracing.ts';

/** Whether the node is told where its spans go. */
export const traces = ({otlpEndpoint}: Settings): boolean => otlpEndpoint !== '';

/** Undefined on a node that does not trace, which loads nothing of it. */
export async function openTracing(settings: Settings, version: string, log: Log): Promise<Tracing | undefined> {
  if (!traces(settings)) return undefined;
  const {otlpEndpoint: endpoint, tracingSamplingRatio: samplingRatio, nodeId, groupId} = settings;
  const {otlpTracing} = await import('./otlp.ts');
  return otlpTracing({endpoint, samplingRatio, nodeId, groupId, version, log: named(log, 'Tracing')});
}
