import {unreachable} from '@tandem/base';
import {Reader, Writer} from '@tandem/wire';
import type {Message, Saved} from './messages.ts';
import type {StateCheck} from './ports.ts';

const kinds = [
  'hello',
  'heartbeat',
  'ack',
  'join',
  'entries',
  'received',
  'queueRequest',
  'queueStart',
  'queuePiece',
  'standing',
  'cut',
  'save',
  'saved',
] as const satisfies readonly Message['kind'][];

const outcomes = ['saved', 'failed', 'diverged'] as const satisfies readonly Saved['outcome'][];

const bits = (...flags: boolean[]): number => flags.reduce((sum, flag, i) => sum | (flag ? 1 << i : 0), 0);
const bit = (set: number, i: number): boolean => (set & (1 << i)) !== 0;

/** One message as bytes; the first says which kind. */
export function encodeMessage(m: Message): Uint8Array {
  if (scratch.capacity > keptCapacity) scratch = new Writer();
  const w = scratch;
  w.reset();
  w.u8(kinds.indexOf(m.kind));
  switch (m.kind) {
    case 'hello':
      w.varint(m.version);
      w.string(m.nodeId);
      w.string(m.incarnation);
      w.string(m.role);
      w.varint(m.epoch);
      w.varint(m.newest);
      break;
    case 'heartbeat':
      w.u8(bits(m.asks, m.keeperIsYou, m.databaseLost, m.watermarks !== undefined));
      for (const n of [m.epoch, m.rev, m.number, m.appended, m.committed, m.mark]) w.varint(n);
      if (m.watermarks) writeWatermarks(w, m.watermarks);
      break;
    case 'ack':
      w.u8(bits(m.promised, m.inDoubt, m.leaving));
      for (const n of [m.epoch, m.number, m.queueEpoch, m.base, m.received, m.proxied]) w.varint(n);
      break;
    case 'join':
      w.varint(m.epoch);
      w.varint(m.base);
      break;
    case 'entries':
    case 'queuePiece':
      for (const n of [m.epoch, m.first, m.last]) w.varint(n);
      w.bytes(m.frame);
      break;
    case 'received':
      w.varint(m.epoch);
      w.varint(m.received);
      break;
    case 'queueRequest':
      break;
    case 'queueStart':
      for (const n of [m.epoch, m.base, m.last]) w.varint(n);
      break;
    case 'standing':
      w.u8(bits(m.following));
      w.varint(m.epoch);
      w.varint(m.applied);
      w.string(m.trouble);
      break;
    case 'cut':
      w.varint(m.epoch);
      w.varint(m.sequence);
      writeChecks(w, m.checks);
      break;
    case 'save':
      w.varint(m.epoch);
      w.varint(m.sequence);
      // Version 2 ends here.
      if (m.checks.length > 0) writeChecks(w, m.checks);
      break;
    case 'saved':
      w.varint(m.epoch);
      w.varint(m.sequence);
      w.u8(outcomes.indexOf(m.outcome));
      w.string(m.detail);
      break;
    default:
      unreachable(m);
  }
  return w.finish();
}

/** For one message at a time, which is copied at the end. */
let scratch = new Writer();
const keptCapacity = 1 << 20;

/** Throws a WireError for bytes that no node of this version sends. A frame shares memory with them. */
export function decodeMessage(bytes: Uint8Array): Message {
  const r = new Reader(bytes);
  const kind = kinds[r.u8()];
  if (kind === undefined) throw r.fail('unknown kind of message');
  const message = read(r, kind);
  // A hello of a later version may carry more: it is refused by its version, with a better message.
  if (kind !== 'hello') r.end();
  return message;
}

function read(r: Reader, kind: Message['kind']): Message {
  switch (kind) {
    case 'hello': {
      const version = r.varint();
      const [nodeId, incarnation, role] = [r.string(), r.string(), r.string()];
      const epoch = r.varint();
      // Version 1 ends here.
      return {kind, version, nodeId, incarnation, role, epoch, newest: r.left > 0 ? r.varint() : version};
    }
    case 'heartbeat': {
      const flags = r.u8();
      return {
        kind,
        asks: bit(flags, 0),
        keeperIsYou: bit(flags, 1),
        databaseLost: bit(flags, 2),
        epoch: r.varint(),
        rev: r.varint(),
        number: r.varint(),
        appended: r.varint(),
        committed: r.varint(),
        mark: r.varint(),
        watermarks: bit(flags, 3) ? readWatermarks(r) : undefined,
      };
    }
    case 'ack': {
      const flags = r.u8();
      return {
        kind,
        promised: bit(flags, 0),
        inDoubt: bit(flags, 1),
        leaving: bit(flags, 2),
        epoch: r.varint(),
        number: r.varint(),
        queueEpoch: r.varint(),
        base: r.varint(),
        received: r.varint(),
        proxied: r.varint(),
      };
    }
    case 'join':
      return {kind, epoch: r.varint(), base: r.varint()};
    case 'entries':
    case 'queuePiece':
      return {kind, epoch: r.varint(), first: r.varint(), last: r.varint(), frame: r.view(r.varint())};
    case 'received':
      return {kind, epoch: r.varint(), received: r.varint()};
    case 'queueRequest':
      return {kind};
    case 'queueStart':
      return {kind, epoch: r.varint(), base: r.varint(), last: r.varint()};
    case 'standing': {
      const following = bit(r.u8(), 0);
      return {kind, following, epoch: r.varint(), applied: r.varint(), trouble: r.string()};
    }
    case 'cut':
      return {kind, epoch: r.varint(), sequence: r.varint(), checks: readChecks(r)};
    case 'save':
      return {kind, epoch: r.varint(), sequence: r.varint(), checks: r.left > 0 ? readChecks(r) : []};
    case 'saved': {
      const [epoch, sequence, outcome] = [r.varint(), r.varint(), outcomes[r.u8()]];
      if (outcome === undefined) throw r.fail('unknown outcome of a cut');
      return {kind, epoch, sequence, outcome, detail: r.string()};
    }
    default:
      return unreachable(kind);
  }
}

function writeWatermarks(w: Writer, watermarks: Readonly<Record<string, number>>): void {
  const sinks = Object.keys(watermarks).sort();
  w.varint(sinks.length);
  for (const sink of sinks) {
    w.string(sink);
    w.varint(watermarks[sink] ?? 0);
  }
}

function readWatermarks(r: Reader): Record<string, number> {
  const watermarks: Record<string, number> = {};
  for (let left = r.count(2); left > 0; left--) {
    const sink = r.string();
    watermarks[sink] = r.varint();
  }
  return watermarks;
}

function writeChecks(w: Writer, checks: readonly StateCheck[]): void {
  w.varint(checks.length);
  for (const {app, operator, sum} of checks) {
    w.string(app);
    w.string(operator);
    w.varint(sum);
  }
}

function readChecks(r: Reader): StateCheck[] {
  const checks: StateCheck[] = [];
  for (let left = r.count(3); left > 0; left--) checks.push({app: r.string(), operator: r.string(), sum: r.varint()});
  return checks;
}
