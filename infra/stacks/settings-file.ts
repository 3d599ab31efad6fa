import {existsSync} from 'node:fs';
import {registerHooks} from 'node:module';
import {dirname, relative, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {Refused} from '../constructs/refuse.ts';
import {type SettingsSource} from './settings.ts';

/** Found without being named, beside cdk.json. */
const SETTINGS_FILE = 'tandem.config.ts';

const OURS = new URL('../index.ts', import.meta.url).href;

/**
 * What a settings file says: a module whose default export is an object. Folders in it are relative to it.
 *
 * @param named the file, relative to `cwd`, as the user gives it; undefined: there may be one of the usual name
 */
export async function readSettingsFile(named: unknown, cwd: string): Promise<SettingsSource | undefined> {
  if (named !== undefined && typeof named !== 'string')
    throw new Refused(`settings ${JSON.stringify(named)} is refused; allowed: a file`);
  const file = resolve(cwd, named ?? SETTINGS_FILE);
  if (!existsSync(file)) {
    if (named === undefined) return undefined;
    throw new Refused(`settings ${JSON.stringify(named)} is refused; allowed: a file that is there`);
  }
  const where = relative(cwd, file);
  const exported = (await load(file, where))['default'];
  if (typeof exported !== 'object' || exported === null)
    throw new Refused(`${where}: expected export default defineCluster({...}), found ${typeof exported}`);
  const values: Record<string, unknown> = {...exported};
  if (typeof values['apps'] === 'string') values['apps'] = relative(cwd, resolve(dirname(file), values['apps'])) || '.';
  return {where, values};
}

async function load(file: string, where: string): Promise<Record<string, unknown>> {
  // The file may lie where no package of ours is installed.
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === '@tandem/infra' ? {url: OURS, shortCircuit: true} : next(specifier, context),
  });
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    throw new Refused(`${where}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    hooks.deregister();
  }
}
