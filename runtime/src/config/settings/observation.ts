import {choice, fraction, text, yesNo} from '../setting.ts';

/** What a node tells about itself: metrics, traces, log. */
export const observation = {
  metricsEmf: yesNo({
    path: 'metrics.emf',
    env: 'TANDEM_METRICS_EMF',
    default: false,
    help: 'Every 10 s one line on standard output in the embedded metric format of CloudWatch: metrics of the node without any permission.',
  }),
  otlpEndpoint: text({
    path: 'tracing.otlpEndpoint',
    env: 'TANDEM_TRACING_OTLP_ENDPOINT',
    pattern: /^(https?:\/\/\S+)?$/,
    expected: 'an http or https address, such as http://collector:4318/v1/traces',
    help: 'Collector of OpenTelemetry to which traces are posted (OTLP, JSON over HTTP). Empty: nothing is traced. Headers for it: OTEL_EXPORTER_OTLP_HEADERS.',
  }),
  tracingSamplingRatio: fraction({
    path: 'tracing.samplingRatio',
    env: 'TANDEM_TRACING_SAMPLING_RATIO',
    default: 1,
    max: 1,
    help: 'Part of the requests that are traced, 0 to 1. A request whose header traceparent says so is traced, or not, whatever the ratio.',
  }),
  logFormat: choice({
    path: 'log.format',
    env: 'TANDEM_LOG_FORMAT',
    of: ['human', 'json'],
    default: 'human',
    help: 'Lines for people, or one JSON object a line.',
  }),
  logLevel: choice({
    path: 'log.level',
    env: 'TANDEM_LOG_LEVEL',
    of: ['debug', 'info', 'warn', 'error'],
    default: 'info',
    help: 'The least level that is written.',
  }),
};
