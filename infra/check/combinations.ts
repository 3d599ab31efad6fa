export type Combination = Readonly<Record<string, unknown>>;

/** The values of each setting that change what is synthesised. */
export const CHOICES: Readonly<Record<string, readonly unknown[]>> = {
  network: ['public', 'nat', 'endpoints'],
  image: ['codebuild', 'docker'],
  arch: ['arm64', 'x86_64'],
  certificateArn: [undefined, 'arn:aws:acm:us-east-1:123456789012:certificate/1f2e3d4c'],
  adminCidr: [undefined, '203.0.113.7/32'],
  ingressCidr: ['0.0.0.0/0', '203.0.113.0/24'],
  ingestPorts: ['8006', '8006,9611,7611'],
  multiAz: [false, true],
  deletionProtection: [false, true],
  containerInsights: [false, true],
  exec: [false, true],
  alarmTopicArn: [undefined, 'arn:aws:sns:us-east-1:123456789012:pages'],
};

/**
 * Few combinations in which any two values of any two settings meet: faults of a template come from two settings that do not go
 * together far more often than from three.
 */
export function pairwise(choices: Readonly<Record<string, readonly unknown[]>>): Combination[] {
  const names = Object.keys(choices);
  const open = new Set(allPairs(choices));
  const rows: Combination[] = [];
  while (open.size > 0) {
    const chosen = new Map<string, number>();
    for (const name of names) {
      const gains = (choices[name] ?? []).map((_, value) => gain(open, chosen, name, value));
      chosen.set(name, gains.indexOf(Math.max(...gains)));
    }
    const met = [...open].filter((pair) => meets(pair, chosen));
    // A row that meets none is forced onto the first pair that is left.
    if (met.length === 0) {
      const [first] = [...open];
      for (const [name, value] of parse(first ?? '')) chosen.set(name, value);
    }
    for (const pair of open) if (meets(pair, chosen)) open.delete(pair);
    rows.push(Object.fromEntries(names.map((name) => [name, choices[name]?.[chosen.get(name) ?? 0]])));
  }
  return rows;
}

/** `name=index&name=index` for any two values of any two settings. */
function allPairs(choices: Readonly<Record<string, readonly unknown[]>>): string[] {
  const values = Object.entries(choices).map(([name, of]) => of.map((_, index) => `${name}=${index}`));
  return values.flatMap((ones, at) =>
    values.slice(at + 1).flatMap((others) => ones.flatMap((one) => others.map((other) => `${one}&${other}`))),
  );
}

function parse(pair: string): [string, number][] {
  return pair.split('&').map((part): [string, number] => {
    const [name = '', index = ''] = part.split('=');
    return [name, Number(index)];
  });
}

const meets = (pair: string, chosen: ReadonlyMap<string, number>): boolean =>
  parse(pair).every(([name, value]) => chosen.get(name) === value);

/** How many pairs that are left this value meets: with what is chosen first, then with what is not chosen yet. */
function gain(open: ReadonlySet<string>, chosen: ReadonlyMap<string, number>, name: string, value: number): number {
  let now = 0;
  let later = 0;
  for (const pair of open) {
    const parts = parse(pair);
    const [other] = parts.filter(([part]) => part !== name);
    if (parts.length !== 2 || other === undefined || !parts.some(([part, at]) => part === name && at === value))
      continue;
    if (chosen.get(other[0]) === other[1]) now++;
    else if (!chosen.has(other[0])) later++;
  }
  return now * 1000 + later;
}
