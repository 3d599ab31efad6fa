import {
  diag,
  type DiagLogFunction,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type {Span as OtelSpan, Tracer} from '@opentelemetry/api';
import {parseTraceParent} from '@opentelemetry/core';
import {OTLPTraceExporter} from '@opentelemetry/exporter-trace-otlp-http';
import {resourceFromAttributes} from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type {Log} from '@tandem/cluster';
import type {Span, Tracing} from './tracing.ts';

export type OtlpOptions = {
  /** Where traces are posted: http://collector:4318/v1/traces. */
  endpoint: string;
  /** 0 to 1, of the ways whose sender does not say. */
  samplingRatio: number;
  nodeId: string;
  groupId: string;
  version: string;
  log: Log;
};

/** How long a batch may take, attempts included, and the last ones when the node stops, ms. */
const sendPatience = 2000;
const lastPatience = 3000;

/**
 * Tracing by OpenTelemetry: spans go to a collector in batches, as JSON over
 * HTTP. A collector that is away costs spans, never inputs. Loaded only when
 * `tracing.otlpEndpoint` is set.
 */
export function otlpTracing(options: OtlpOptions): Tracing {
  tellTrouble(options.log);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'tandem',
      'service.namespace': options.groupId,
      'service.instance.id': options.nodeId,
      'service.version': options.version,
    }),
    sampler: new ParentBasedSampler({root: new TraceIdRatioBasedSampler(options.samplingRatio)}),
    spanProcessors: [
      new BatchSpanProcessor({exporter: new OTLPTraceExporter({url: options.endpoint, timeoutMillis: sendPatience})}),
    ],
  });
  const tracer = provider.getTracer('tandem', options.version);
  return {
    receive(name, attributes, traceparent) {
      const sender = traceparent === undefined ? null : parseTraceParent(traceparent);
      const parent = sender ? trace.setSpanContext(ROOT_CONTEXT, {...sender, isRemote: true}) : ROOT_CONTEXT;
      const span = tracer.startSpan(name, {attributes, kind: SpanKind.SERVER}, parent);
      return span.isRecording() ? recorded(tracer, span) : undefined;
    },
    async close() {
      const over = Promise.withResolvers<void>();
      const timer = setTimeout(() => {
        options.log.warn(`traces: the last ones were not sent within ${lastPatience} ms`);
        over.resolve();
      }, lastPatience);
      const sent = provider.shutdown().catch((error: unknown) => {
        options.log.warn(`traces: the last ones were not sent: ${messageOf(error)}`);
      });
      await Promise.race([sent, over.promise]);
      clearTimeout(timer);
    },
  };
}

function recorded(tracer: Tracer, span: OtelSpan): Span {
  const {traceId, spanId} = span.spanContext();
  return {
    traceparent: `00-${traceId}-${spanId}-01`,
    begin(name, attributes = {}) {
      const kind = name === 'publish' ? SpanKind.CLIENT : SpanKind.INTERNAL;
      return recorded(tracer, tracer.startSpan(name, {attributes, kind}, trace.setSpan(ROOT_CONTEXT, span)));
    },
    end(failure) {
      if (failure !== undefined) span.setStatus({code: SpanStatusCode.ERROR, message: messageOf(failure)});
      span.end();
    },
  };
}

/** What OpenTelemetry has to complain about: the first time, and each twentieth time after it. */
function tellTrouble(log: Log): void {
  let times = 0;
  const tell: DiagLogFunction = (message) => {
    if (times++ % 20 === 0) log.warn(`traces: ${message}`, {times});
  };
  const nothing = (): void => undefined;
  diag.setLogger(
    {error: tell, warn: tell, info: nothing, debug: nothing, verbose: nothing},
    {logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true},
  );
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
