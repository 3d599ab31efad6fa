import {DAY, millisOf} from './civil-time.ts';

/** A time zone: a pure function of the moment. `offset`: ms east of Greenwich, for ms since 1970. */
export type Zone = {id: string; offset(ms: number): number};

export const UTC: Zone = {id: 'UTC', offset: () => 0};

/** The three-letter names of old, as Java reads them. */
const OLD: Record<string, string> = {
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  AGT: 'America/Argentina/Buenos_Aires',
  ART: 'Africa/Cairo',
  AST: 'America/Anchorage',
  BET: 'America/Sao_Paulo',
  BST: 'Asia/Dhaka',
  CAT: 'Africa/Harare',
  CNT: 'America/St_Johns',
  CST: 'America/Chicago',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa',
  ECT: 'Europe/Paris',
  EST: '-05:00',
  HST: '-10:00',
  IET: 'America/Indiana/Indianapolis',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  MIT: 'Pacific/Apia',
  MST: '-07:00',
  NET: 'Asia/Yerevan',
  NST: 'Pacific/Auckland',
  PLT: 'Asia/Karachi',
  PNT: 'America/Phoenix',
  PRT: 'America/Puerto_Rico',
  PST: 'America/Los_Angeles',
  SST: 'Pacific/Guadalcanal',
  VST: 'Asia/Ho_Chi_Minh',
};

const known = new Map<string, Zone>([['UTC', UTC]]);

/** `UTC`, `Z`, `+05:30`, `GMT+5`, `Europe/Berlin`, `PST`. Throws an Error for what is no zone. */
export function zoneOf(id: string): Zone {
  const found = known.get(id);
  if (found) return found;
  const made = make(id, OLD[id] ?? id);
  known.set(id, made);
  return made;
}

function make(id: string, target: string): Zone {
  if (/^(?:Z|UTC|GMT|UT)$/.test(target)) return {id, offset: () => 0};
  const fixed = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?$/.exec(target);
  if (fixed) {
    const [, sign, hours, minutes = '0', seconds = '0'] = fixed;
    const size = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
    if (size > 18 * 3600 || Number(minutes) > 59 || Number(seconds) > 59) throw unknown(id);
    const offset = (sign === '-' ? -size : size) * 1000;
    return {id, offset: () => offset};
  }
  if (!/^[A-Za-z]/.test(target)) throw unknown(id);
  return region(id, target);
}
const unknown = (id: string): Error => new Error(`'${id}' is no time zone`);

/** The rules of a region come with the runtime's own copy of the time zone database. */
function region(id: string, target: string): Zone {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: target,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw unknown(id);
  }
  const offset = (ms: number): number => {
    const whole = Math.floor(ms / 1000) * 1000;
    const parts = Object.fromEntries(format.formatToParts(whole).map((p) => [p.type, p.value]));
    const year = Number(parts['year']);
    const local = millisOf({
      year: parts['era']?.startsWith('B') ? 1 - year : year,
      month: Number(parts['month']),
      day: Number(parts['day']),
      hour: Number(parts['hour']),
      minute: Number(parts['minute']),
      second: Number(parts['second']),
    });
    return local - whole;
  };
  return {id, offset};
}

/**
 * The moment at which clocks in the zone show `local` (ms as if in UTC): the
 * earlier one where they show it twice; where they skip it, as much later as they skip.
 */
export function instantOf(local: number, zone: Zone): number {
  const before = zone.offset(local - DAY);
  const after = zone.offset(local + DAY);
  for (const offset of [before, after]) if (zone.offset(local - offset) === offset) return local - offset;
  return local - before;
}

/** `+0530`, with a colon `+05:30`. */
export function offsetText(offset: number, colon: string): string {
  const minutes = Math.floor(Math.abs(offset) / 60_000);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${colon}${two(minutes % 60)}`;
}
