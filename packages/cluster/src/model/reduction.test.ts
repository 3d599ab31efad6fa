import {assert, must} from '@tandem/base';
import {expect, test} from 'vitest';
import {type Bounds, leastBounds, protocol} from './bounds.ts';
import {brokenRules} from './broken-rules.ts';
import {mailOf} from './forgetting.ts';
import {mayReduce} from './reduction.ts';
import {search} from './search.ts';
import {Space} from './space.ts';
import {type Mail, never, type Process} from './state.ts';
import {type Parts, Slots} from './step.ts';

const small: Bounds = {...leastBounds, isolation: 1, revs: 1, late: 0};

test.each([
  {name: 'lease and promise', bounds: small, most: 100_000},
  {name: 'with an entry', bounds: {...small, entry: true}, most: 25_000},
  {name: 'with late statements', bounds: {...small, late: 1}, most: 25_000},
  {name: 'with hand-over and touches', bounds: {...small, handover: true, proxy: true}, most: 25_000},
])(
  'each unreduced state is covered by a reduced one: $name',
  ({bounds, most}) => {
    const covers = new Map<string, number[][]>();
    const reduced = search(
      {...bounds, reduced: true},
      {
        inspect: (ids, space) => {
          const parts = space.parts(ids);
          for (const hidden of [[], [0], [1], [0, 1]]) add(covers, keyOf(parts, hidden), strengthOf(parts, hidden));
          return undefined;
        },
      },
    );
    expect(reduced).toMatchObject({complete: true, violation: undefined});
    const normal = new Space({...bounds, reduced: true});
    let compared = 0;
    const full = search(bounds, {
      states: most,
      inspect: (ids, space) => {
        const parts = normal.parts(normal.adopt(withoutWhatIsAtOnce(space.parts(ids))));
        const hidden = parts.processes.flatMap((p, i) => (p.leading || p.following ? [] : [i]));
        const strength = strengthOf(parts, hidden);
        compared++;
        const covered = covers.get(keyOf(parts, hidden))?.some((c) => c.every((x, k) => x >= (strength[k] as number)));
        return covered ? undefined : `not covered: ${keyOf(parts, hidden)} ${strength.join()}`;
      },
    });
    expect(full.violation).toBeUndefined();
    expect(compared).toBeGreaterThan(20_000);
  },
  120_000,
);

test('the reduced search, too, notices a rule that is broken', () => {
  const noticed: string[] = [];
  for (const rule of brokenRules) {
    if (!['margin', 'stop-stays', 'ignore-at-send', 'attempt-forgotten'].includes(rule.name)) continue;
    const {violation} = search({...rule.bounds, reduced: true}, {states: 100_000}, rule.protocol);
    if (violation) noticed.push(rule.name);
  }
  expect(noticed).toEqual(['margin', 'ignore-at-send', 'stop-stays', 'attempt-forgotten']);
}, 120_000);

test('a rule on which the reduction rests is not taken out of a reduced search', () => {
  const unfit = brokenRules.filter(({protocol}) => !mayReduce(protocol)).map(({name}) => name);
  expect(unfit).toEqual(['iso-sent', 'old-epoch']);
});

/** Renewals and journal writes are never on their way where they are done at once. */
function withoutWhatIsAtOnce(parts: Parts): Parts {
  const processes = parts.processes.map((p): Process => ({
    ...p,
    touch: p.touch?.statement.kind === 'renew' ? null : p.touch,
    write: null,
  }));
  return {...parts, processes, late: parts.late.filter(({kind}) => kind !== 'journal')};
}

/** All but what a covering state may have more of; of the processes in `hidden`, nothing. */
function keyOf({row, processes, mail, late, world}: Parts, hidden: readonly number[]): string {
  const shown = processes.map((p, i) => {
    if (hidden.includes(i)) return null;
    if (!p.leading) return p;
    const view = {...p.leading.view, leaseView: 0, contactView: 0};
    return {...p, leading: {...p.leading, view, durable: false}};
  });
  return JSON.stringify({
    row,
    shown,
    late,
    world,
    mail: mail.map((m, i) => (hidden.includes(i) ? null : withoutContact(must(processes[i], 'a process'), m))),
  });
}

/** The views, and the contact that an acknowledgement on its way grants: the reduced search forgets one that is no longer than the view. */
function strengthOf({processes, mail}: Parts, hidden: readonly number[]): number[] {
  return processes.flatMap(({leading}, i) => {
    if (hidden.includes(i) || !leading) return [];
    const granted = must(mail[i], 'mail').map((m) =>
      m.kind === 'ack' && m.proxied !== null ? small.isolation - small.margin - m.proxied : never,
    );
    const {leaseView, contactView} = leading.view;
    return [leaseView, contactView, Math.max(contactView, ...granted), leading.durable ? 1 : 0];
  });
}

function withoutContact(p: Process, mail: Mail): Mail {
  const without = mail.map((m) => (m.kind === 'ack' ? {...m, proxied: null} : m));
  return mailOf(p, without, {bounds: small, protocol, slots: new Slots(2)});
}

function add(covers: Map<string, number[][]>, key: string, strength: number[]): void {
  const known = covers.get(key);
  if (!known) covers.set(key, [strength]);
  else if (!known.some((k) => k.every((x, i) => x >= (strength[i] as number)))) known.push(strength);
  assert(known === undefined || known.length < 1000, 'few strengths of one key');
}
