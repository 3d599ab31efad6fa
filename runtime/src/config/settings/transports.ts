import {ports} from '../ports.ts';
import {port, text} from '../setting.ts';

/** Ports and TLS of REST and of on-demand queries. */
export const transports = {
  httpHost: text({
    path: 'transports.http.host',
    env: 'TANDEM_HTTP_HOST',
    default: '0.0.0.0',
    help: 'Address on which REST listens.',
  }),
  httpPort: port({
    path: 'transports.http.port',
    env: 'TANDEM_HTTP_PORT',
    default: ports.http,
    help: 'REST, health and metrics. 0 = any free port.',
  }),
  httpsPort: port({
    path: 'transports.https.port',
    env: 'TANDEM_HTTPS_PORT',
    default: ports.https,
    help: 'REST over TLS; open when tls.keyFile and tls.certFile are set.',
  }),
  storesPort: port({
    path: 'stores.http.port',
    env: 'TANDEM_STORES_PORT',
    default: ports.stores,
    help: 'On-demand queries.',
  }),
  storesHttpsPort: port({
    path: 'stores.https.port',
    env: 'TANDEM_STORES_HTTPS_PORT',
    default: ports.storesHttps,
    help: 'On-demand queries over TLS; open when tls.keyFile and tls.certFile are set.',
  }),
  tlsKeyFile: text({
    path: 'tls.keyFile',
    env: 'TANDEM_TLS_KEY_FILE',
    help: 'PEM file with the private key of the TLS ports.',
  }),
  tlsCertFile: text({
    path: 'tls.certFile',
    env: 'TANDEM_TLS_CERT_FILE',
    help: 'PEM file with the certificate chain of the TLS ports.',
  }),
};
