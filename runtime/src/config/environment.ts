import {configTable, type SettingName, settingNames, type Settings} from './table.ts';
import {ConfigRefused} from './refusal.ts';
import {checkValue} from './value.ts';

/** The environment variable of one setting. */
export function environmentName(name: SettingName): string {
  return configTable[name].env;
}

/**
 * The environment variables that give a node these settings: what the
 * infrastructure sets. Secrets are refused here: they come from a secret
 * store, under `environmentName(name)`.
 */
export function environmentFor(settings: Partial<Settings>): Record<string, string> {
  const variables: Record<string, string> = {};
  const faults: string[] = [];
  for (const name of settingNames) {
    const value = settings[name];
    if (value === undefined) continue;
    const setting = configTable[name];
    const checked = checkValue(setting, value);
    if ('secret' in setting)
      faults.push(
        `setting ${name}: a secret is not set in plain text; give the variable ${setting.env} from a secret store`,
      );
    else if (!checked.ok) faults.push(`setting ${name}: found ${JSON.stringify(value)}, expected ${checked.expected}`);
    else variables[setting.env] = String(checked.value);
  }
  if (faults.length > 0) throw new ConfigRefused(faults);
  return variables;
}

/** The settings that environment variables give. A variable that starts with TANDEM_ and is no setting is left alone: tools use some. */
export function settingsFromEnvironment(environment: Record<string, string | undefined>): {
  settings: Partial<Settings>;
  faults: string[];
} {
  const settings: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const name of settingNames) {
    const setting = configTable[name];
    const found = environment[setting.env];
    if (found === undefined) continue;
    const checked = checkValue(setting, found);
    if (checked.ok) settings[name] = checked.value;
    else
      faults.push(
        `environment variable ${setting.env}: found ${'secret' in setting ? 'a value that does not fit' : JSON.stringify(found)}, expected ${checked.expected}`,
      );
  }
  return {settings, faults};
}
