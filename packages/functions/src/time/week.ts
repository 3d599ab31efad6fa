import {civilTime, DAY, dayNumber, dayOfWeek} from './civil-time.ts';

/** On which day a week starts (0 is Sunday), and how many days of a year its first week has at least. */
export type WeekRule = {first: number; least: number};

export const US_WEEK: WeekRule = {first: 0, least: 1};
const ISO_COUNTRIES =
  'AD AN AT AX BE BG CH CZ DE DK EE ES FI FJ FO FR GB GF GG GI GP GR HU IE IM IS IT JE LI LT LU MC MQ NL NO PL RE RU SE SJ SK SM VA';
const SUNDAY =
  'AG AS AU BD BR BS BT BW BZ CA CN CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH PK PR PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW';
const SATURDAY = 'AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY';

/** The rule of a locale such as `en_US`; without a country it is Monday and 1. */
export function weekRule(locale: string): WeekRule {
  const parts = /^[a-zA-Z]{2,3}(?:[_-]([a-zA-Z]{2}|\d{3}))?$/.exec(locale);
  if (!parts) throw new Error(`'${locale}' is no locale, expected one such as 'en_US'`);
  const country = (parts[1] ?? '').toUpperCase();
  const has = (list: string): boolean => country !== '' && list.split(' ').includes(country);
  if (country === 'PT') return {first: 0, least: 4};
  if (country === 'MV') return {first: 5, least: 1};
  if (has(ISO_COUNTRIES)) return {first: 1, least: 4};
  return {first: has(SUNDAY) ? 0 : has(SATURDAY) ? 6 : 1, least: 1};
}

/** The week of the year, which at both ends may be one of the year before or after. */
export function weekOfYear(ms: number, rule: WeekRule): number {
  const {year} = civilTime(ms);
  const day = Math.floor(ms / DAY);
  const next = firstWeek(year + 1, rule);
  if (day >= next) return Math.floor((day - next) / 7) + 1;
  const own = firstWeek(year, rule);
  const start = day >= own ? own : firstWeek(year - 1, rule);
  return Math.floor((day - start) / 7) + 1;
}

/** The day number on which the first week of a year starts. */
function firstWeek(year: number, {first, least}: WeekRule): number {
  const newYear = dayNumber(year, 1, 1);
  const back = (dayOfWeek(newYear * DAY) - first + 7) % 7;
  return 7 - back >= least ? newYear - back : newYear - back + 7;
}

/** The week of the month: 0 where the month's first days are too few to be a week. */
export function weekOfMonth(ms: number, {first, least}: WeekRule): number {
  const {year, month, day} = civilTime(ms);
  const back = (dayOfWeek(dayNumber(year, month, 1) * DAY) - first + 7) % 7;
  return Math.floor((day - 1 + back) / 7) + (7 - back >= least ? 1 : 0);
}
