/** A moment of some calendar day by the Gregorian calendar; `month` and `day` count from 1. */
export type CivilTime = {year: number; month: number; day: number; hour: number; minute: number; second: number};

export const DAY = 86_400_000;

/** Days since 1970-01-01. Months and days beyond their range roll over. */
export function dayNumber(year: number, month: number, day: number): number {
  const months = year * 12 + month - 1;
  const m = (((months % 12) + 12) % 12) + 1;
  const y = Math.floor(months / 12) - (m <= 2 ? 1 : 0);
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

/** From ms since 1970; what is below a second is cut off. */
export function civilTime(ms: number): CivilTime {
  const days = Math.floor(ms / DAY);
  const seconds = Math.floor((ms - days * DAY) / 1000);
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const ofEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: ofYear - Math.floor((153 * shifted + 2) / 5) + 1,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
  };
}

/** Ms since 1970. */
export function millisOf({year, month, day, hour, minute, second}: CivilTime): number {
  return dayNumber(year, month, day) * DAY + ((hour * 60 + minute) * 60 + second) * 1000;
}

/** 0 is Sunday. */
export const dayOfWeek = (ms: number): number => (((Math.floor(ms / DAY) + 4) % 7) + 7) % 7;
export const dayOfYear = (ms: number): number => Math.floor(ms / DAY) - dayNumber(civilTime(ms).year, 1, 1) + 1;
export const daysOfMonth = (year: number, month: number): number =>
  dayNumber(year, month + 1, 1) - dayNumber(year, month, 1);

/** Adds calendar months; a day that the month has not becomes its last. */
export function addMonths(ms: number, count: number): number {
  const at = civilTime(ms);
  const months = at.year * 12 + at.month - 1 + count;
  const year = Math.floor(months / 12);
  const month = months - year * 12 + 1;
  const day = Math.min(at.day, daysOfMonth(year, month));
  return dayNumber(year, month, day) * DAY + (ms - Math.floor(ms / DAY) * DAY);
}
