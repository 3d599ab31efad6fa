import {brokenRules} from './broken-rules.ts';
import {check} from './check.ts';
import {mayReduce} from './reduction.ts';
import {settings} from './settings.ts';

type Options = {searches: readonly string[]; broken: boolean; states: number; megabytes: number; json: boolean};
/** What the search is run on: milliseconds, and how much memory it takes. */
export type Machine = {now: () => number; bytes: () => number};
const names = settings.map(({name}) => name);

const usage = `pnpm model [options]
  --search NAME[,NAME]   only these: ${names.join(', ')} (default: all, in this order)
  --states N             each of them until so many states were seen (default 100000000)
  --memory MB            … or until it takes so much (default 8000)
  --broken               instead: take out each rule of the protocol, and see that it is noticed
  --json                 a line of JSON for each`;

/**
 * For the command line: `[--search NAME[,NAME]] [--states N] [--broken] [--json]`. 0: nothing violated (with
 * `--broken`: every broken rule was noticed); 1: otherwise; 2: not understood.
 */
export function modelCommand(args: readonly string[], print: (line: string) => void, machine: Machine): number {
  const options = read(args);
  if (typeof options === 'string') {
    print(options);
    return options === usage ? 0 : 2;
  }
  return options.broken ? searchBroken(options, print) : searchAll(options, print, machine);
}

function searchAll(
  {searches, states, megabytes, json}: Options,
  print: (line: string) => void,
  {now, bytes}: Machine,
): number {
  let bad = 0;
  for (const setting of settings.filter(({name}) => searches.includes(name))) {
    const started = now();
    const {violation, ...found} = check(setting, {
      states,
      onProgress: (p) => {
        const rate = Math.round((p.states * 1000) / Math.max(now() - started, 1));
        const mb = Math.round(bytes() / 1e6);
        if (!json) print(`  ${p.states} states, every one to ${p.depth} steps; ${rate} a second, ${mb} MB`);
        return mb < megabytes;
      },
    });
    const seconds = Math.round((now() - started) / 100) / 10;
    if (violation) bad++;
    if (json) {
      print(JSON.stringify({...found, seconds, bounds: setting.bounds, violation: violation?.what ?? null}));
      continue;
    }
    const extent = found.complete ? 'complete' : `stopped, every state to ${found.depth} steps`;
    print(
      `${setting.name}: ${violation?.what ?? 'no violation'}; ${extent}; ${found.states} states, ` +
        `${found.steps} steps, progress from ${found.progressChecks}; ${seconds} s`,
    );
    for (const line of violation?.trace ?? []) print(`  ${line}`);
  }
  return bad > 0 ? 1 : 0;
}

function searchBroken({states, json}: Options, print: (line: string) => void): number {
  let unnoticed = 0;
  for (const rule of brokenRules) {
    // Progress is not what the reduction keeps, so a rule that only progress needs is tried unreduced.
    const ways = mayReduce(rule.protocol) && !rule.progressEvery ? [false, true] : [false];
    for (const reduced of ways) {
      const bounds = {...rule.bounds, reduced};
      const {violation, states: seen} = check({progressEvery: 0, ...rule, bounds}, {states}, rule.protocol);
      if (!violation) unnoticed++;
      const what = violation?.what ?? 'NOT NOTICED';
      const name = `${rule.name}${reduced ? ', reduced' : ''}`;
      if (json) print(JSON.stringify({rule: rule.name, reduced, violation: violation?.what ?? null, states: seen}));
      else print(`${name}: ${what} (${rule.breaks}); ${(violation?.trace.length ?? 0) / 2} steps, ${seen} states`);
    }
  }
  return unnoticed > 0 ? 1 : 0;
}

function read(args: readonly string[]): Options | string {
  const options = {searches: names, broken: false, states: 100_000_000, megabytes: 8000, json: false};
  const amounts = {'--states': 'states', '--memory': 'megabytes'} as const;
  for (let i = 0; i < args.length; i++) {
    const name = args[i];
    if (name === '--help') return usage;
    if (name === '--broken') options.broken = true;
    else if (name === '--json') options.json = true;
    else if (name === '--search') options.searches = (args[++i] ?? '').split(',');
    else if (name === '--states' || name === '--memory') {
      const amount = Number(args[++i]);
      if (!Number.isSafeInteger(amount) || amount <= 0) return `${name} wants a whole number above 0`;
      options[amounts[name]] = amount;
    } else return `unknown option ${name}\n${usage}`;
  }
  const unknown = options.searches.find((search) => !names.includes(search));
  if (unknown !== undefined) return `no search '${unknown}'; there are ${names.join(', ')}`;
  return options;
}
