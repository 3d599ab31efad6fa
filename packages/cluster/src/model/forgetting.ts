import type {LeaderRow} from '../ports.ts';
import type {RowStatement} from '../rules/row-statements.ts';
import type {JournalWrite, Late, Mail, Message, Process, Sent} from './state.ts';
import type {Scope} from './step.ts';

/**
 * States that differ only in what nothing will ever look at are one state.
 * Each function keeps what may still matter, and says why the rest does not.
 */
export function processOf(p: Process, row: LeaderRow, scope: Scope): Process {
  const over = !p.following && !p.leading;
  const settle = <S extends Sent>(s: S | null): S | null => {
    if (!s) return s;
    const dead = isDead(s.statement, row, scope);
    if (over && (dead || s.result !== 'none')) return null;
    // A statement that can only be refused is as good as refused.
    const result = dead && s.result === 'none' ? 'refused' : s.result;
    return {...s, result, age: result === 'refused' || !earns(s.statement) ? 0 : s.age};
  };
  const touch = settle(p.touch);
  const {following: f} = p;
  return {
    ...p,
    // What was seen of the row's rev is compared with nothing but an attempt, at the moment when it is seen.
    following: f && f.view.rev !== 0 ? {...f, view: {...f.view, rev: 0}} : f,
    change: settle(p.change),
    touch: touch && touch.statement.kind !== 'proxy' ? {...touch, heartbeat: 0} : touch,
    write: settle(p.write),
  };
}

/** Whether a reply counts from when the statement was sent. */
const earns = (s: RowStatement | JournalWrite): boolean =>
  s.kind === 'renew' || s.kind === 'solo' || s.kind === 'acquireAsKeeper' || s.kind === 'acquireAsOther';

/** An active that is over gets no acknowledgement that counts; one that asks for nothing and knows of no touch has no age. */
export function mailOf(p: Process, mail: Mail): Mail {
  const epoch = p.leading?.view.epoch;
  return mail.filter((m) => m.epoch === epoch).map((m) => (isTimed(m) ? m : {...m, age: 0}));
}

const isTimed = (m: Message): boolean => (m.kind === 'ack' ? m.promised : m.asks || m.keeperIsYou);

export function lateOf(late: Late, row: LeaderRow, scope: Scope): Late {
  return late.some((s) => isDead(s, row, scope)) ? late.filter((s) => !isDead(s, row, scope)) : late;
}

/** Whether a statement can only be refused from here on: epochs never fall, and within one neither does rev. */
function isDead(s: RowStatement | JournalWrite, row: LeaderRow, {protocol}: Scope): boolean {
  if (s.epoch !== row.epoch) return s.epoch < row.epoch;
  return 'rev' in s && s.rev < row.rev && !protocol.flaws.noRev;
}
