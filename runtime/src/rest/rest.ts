import {arch, hostname, platform, release} from 'node:os';
import express, {type ErrorRequestHandler, type Express, type RequestHandler} from 'express';
import type {Control} from '../node/control.ts';
import {version} from '../node/version.ts';
import {json, processingError, refusedSubmit, success} from './answers.ts';
import {authorised, type Credentials} from './credentials.ts';
import {errorHandler} from './error-handler.ts';
import {metricsOf} from './metrics.ts';
import {siddhiApps} from './siddhi-apps.ts';
import {stores} from './stores.ts';
import {toActive} from './to-active.ts';

export type RestOptions = Credentials & {groupId: string; bodyBytes: number; onTrouble: (message: string) => void};

/** REST of a node but for its health, for who has the credentials. */
export function rest(control: Control, options: RestOptions): Express {
  const app = base();
  app.use(authenticated(options));
  app.get(
    '/siddhi-apps/ha/is-active-node',
    (_request, response) => void response.type('text/plain').send(String(control.status().role === 'active')),
  );
  app.use(['/siddhi-apps', '/stores', '/error-handler'], toActive(control, options.bodyBytes, 'url'));
  app.use('/siddhi-apps', siddhiApps(control, options.bodyBytes));
  app.use('/stores', stores(control));
  app.use('/error-handler', errorHandler(control, options.bodyBytes));
  const registry = metricsOf(control);
  app.get(
    '/metrics',
    async (_request, response) => void response.type(registry.contentType).send(await registry.metrics()),
  );
  app.get('/ha/status', async (_request, response) =>
    json(response, 200, {
      ...control.status(),
      groupId: options.groupId,
      version,
      ports: control.ports(),
      sinks: control.measures().sinks,
      clock: control.clock(),
      activeAddress: await control.activeAddress(),
    }),
  );
  app.post('/ha/switchover', async (_request, response) => {
    if (await control.switchover()) json(response, 200, success('the other node is active'));
    else json(response, 409, {type: 'conflict', message: 'no passive is in sync'});
  });
  app.post('/ha/snapshot', async (_request, response) => {
    try {
      json(response, 201, {sequence: await control.snapshotNow()});
    } catch (error) {
      await refusedSubmit(response, error, control);
    }
  });
  app.get('/statistics', (_request, response) => {
    const status = control.status();
    json(response, 200, {
      workerMetrics: {processCPU: process.cpuUsage().user, memoryUsage: process.memoryUsage.rss()},
      haStatus: status.role === 'active' ? 'Active' : 'Passive',
      runningStatus: 'Reachable',
      isStatsEnabled: false,
      clusterID: status.nodeId,
      lastSnapshotTime: status.lastSnapshotAt,
      osName: platform(),
      isInSync: status.inSync,
      message: 'ok',
    });
  });
  app.get('/system-details', (_request, response) =>
    json(response, 200, {
      carbonId: control.status().nodeId,
      nodeVersion: process.version,
      osName: platform(),
      osVersion: release(),
      osArch: arch(),
      hostName: hostname(),
      serverStartTime: control.startedAt,
    }),
  );
  app.get('/nodeDetails/runTime', (_request, response) => json(response, 200, 'server'));
  close(app, options.onTrouble);
  return app;
}

/** The port of on-demand queries. */
export function storesRest(control: Control, options: RestOptions): Express {
  const app = base();
  app.use(authenticated(options));
  app.use('/stores', toActive(control, options.bodyBytes, 'storesUrl'), stores(control));
  close(app, options.onTrouble);
  return app;
}

function base(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  return app;
}

function authenticated(credentials: Credentials): RequestHandler {
  return (request, response, next) => {
    if (authorised(request.headers.authorization, credentials)) return next();
    response.setHeader('www-authenticate', 'Basic realm="tandem", Bearer');
    return json(response, 401, {type: 'unauthorised', message: 'wrong or missing credentials'});
  };
}

function close(app: Express, onTrouble: (message: string) => void): void {
  app.use((request, response) =>
    json(response, 404, {type: 'not-found', message: `there is nothing at ${request.method} ${request.path}`}),
  );
  const failed: ErrorRequestHandler = (error: Error & {status?: number; type?: string}, request, response, _next) => {
    const status = error.status ?? 500;
    if (status >= 500) onTrouble(`${request.method} ${request.path} failed: ${error.stack ?? error.message}`);
    json(response, status, {
      code: processingError,
      type: error.type ?? 'error',
      message: status >= 500 ? 'the server failed on this request' : error.message,
    });
  };
  app.use(failed);
}
