import {readFileSync} from 'node:fs';
import type {Options} from './command-line.ts';
import {ConfigRefused, type Loaded, loadSettings} from './config/index.ts';
import {createLog} from './log/logger.ts';
import {exitCodes, NodeExit} from './node/exit.ts';
import {RunningNode} from './node/running-node.ts';

/** Runs one node until it is told to stop. */
async function main(options: Options): Promise<void> {
  const {settings, databases} = read(options);
  const log = createLog(settings);
  const node = new RunningNode(settings, log, undefined, databases);
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info(`${signal}: stopping`);
    void node.stop().then(() => {
      log.info('stopped');
      process.exit(exitCodes.ok);
    });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (options.stopWithStdin) process.stdin.on('close', () => stop('standard input ended')).resume();
  process.on('uncaughtException', (error) => {
    log.error(`the server failed: ${error.stack ?? error.message}`);
    process.exit(exitCodes.defect);
  });
  try {
    await node.start();
  } catch (error) {
    if (!(error instanceof NodeExit)) throw error;
    log.error(error.message);
    await node.stop();
    process.exit(error.code);
  }
}

function read({config, define, logFormat}: Options): Loaded {
  try {
    const file = config === undefined ? undefined : {name: config, text: readFileSync(config, 'utf8')};
    const env = logFormat === undefined ? process.env : {...process.env, TANDEM_LOG_FORMAT: logFormat};
    const loaded = loadSettings(file, {env, sys: define});
    const log = createLog(loaded.settings);
    for (const warning of loaded.warnings) log.warn(warning, {logger: 'Configuration'});
    return loaded;
  } catch (error) {
    if (!(error instanceof ConfigRefused) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    return process.exit(exitCodes.config);
  }
}

/** In a container there are none, and nothing that reads them is loaded. */
async function options(): Promise<Options> {
  if (process.argv.length <= 2) return {define: {}};
  const {readOptions} = await import('./command-line.ts');
  return readOptions();
}

void options().then(main);
