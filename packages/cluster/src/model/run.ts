import {brokenRules} from './broken-rules.ts';
import {check} from './check.ts';
import {settings} from './settings.ts';

type Options = {searches: readonly string[]; broken: boolean; states: number; json: boolean};
const names = settings.map(({name}) => name);

const usage = `pnpm model [options]
  --search NAME[,NAME]   only these: ${names.join(', ')} (default: all, in this order)
  --states N             each of them until so many states were seen (default 40000000)
  --broken               instead: take out each rule of the protocol, and see that it is noticed
  --json                 a line of JSON for each`;

/**
 * For the command line: `[--search NAME[,NAME]] [--states N] [--broken] [--json]`. 0: nothing violated (with
 * `--broken`: every broken rule was noticed); 1: otherwise; 2: not understood.
 */
export function modelCommand(args: readonly string[], print: (line: string) => void): number {
  const options = read(args);
  if (typeof options === 'string') {
    print(options);
    return options === usage ? 0 : 2;
  }
  return options.broken ? searchBroken(options, print) : searchAll(options, print);
}

function searchAll({searches, states, json}: Options, print: (line: string) => void): number {
  let bad = 0;
  for (const setting of settings.filter(({name}) => searches.includes(name))) {
    const {violation, ...found} = check(setting, {
      states,
      onProgress: (p) => json || print(`  ${setting.name}: ${p.states} states, every one to ${p.depth} steps`),
    });
    if (violation) bad++;
    if (json) {
      print(JSON.stringify({...found, bounds: setting.bounds, violation: violation?.what ?? null}));
      continue;
    }
    const extent = found.complete ? 'complete' : `stopped, every state to ${found.depth} steps`;
    print(
      `${setting.name}: ${violation?.what ?? 'no violation'}; ${extent}; ${found.states} states, ` +
        `${found.steps} steps, progress from ${found.progressChecks}`,
    );
    for (const line of violation?.trace ?? []) print(`  ${line}`);
  }
  return bad > 0 ? 1 : 0;
}

function searchBroken({states, json}: Options, print: (line: string) => void): number {
  let unnoticed = 0;
  for (const rule of brokenRules) {
    const {violation, states: seen} = check({progressEvery: 0, ...rule}, {states}, rule.protocol);
    if (!violation) unnoticed++;
    const what = violation?.what ?? 'NOT NOTICED';
    if (json) print(JSON.stringify({rule: rule.name, violation: violation?.what ?? null, states: seen}));
    else print(`${rule.name}: ${what} (${rule.breaks}); ${(violation?.trace.length ?? 0) / 2} steps, ${seen} states`);
  }
  return unnoticed > 0 ? 1 : 0;
}

function read(args: readonly string[]): Options | string {
  const options = {searches: names, broken: false, states: 40_000_000, json: false};
  for (let i = 0; i < args.length; i++) {
    const name = args[i];
    if (name === '--help') return usage;
    if (name === '--broken') options.broken = true;
    else if (name === '--json') options.json = true;
    else if (name === '--search' || name === '--states') {
      const value = args[++i] ?? '';
      if (name === '--search') options.searches = value.split(',');
      else options.states = Number(value);
    } else return `unknown option ${name}\n${usage}`;
  }
  const unknown = options.searches.find((search) => !names.includes(search));
  if (unknown !== undefined) return `no search '${unknown}'; there are ${names.join(', ')}`;
  return Number.isSafeInteger(options.states) && options.states > 0 ? options : '--states wants a whole number above 0';
}
