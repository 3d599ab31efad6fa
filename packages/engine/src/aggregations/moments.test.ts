import {expect, test} from 'vitest';
import {momentOf, wildcardSpan} from './moments.ts';

const NEW_YEAR = 1_577_836_800_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test.each([
  {text: '2020-01-01 00:00:00', ms: NEW_YEAR},
  {text: ' 2020-01-01 00:00:01 ', ms: NEW_YEAR + 1000},
  {text: '2020-01-01 05:30:00 +05:30', ms: NEW_YEAR},
  {text: '2019-12-31 13:00:00 -11:00', ms: NEW_YEAR},
  {text: '1969-12-31 23:59:59', ms: -1000},
  {text: '2020-02-30 00:00:00', ms: undefined},
  {text: '2019-02-29 00:00:00', ms: undefined},
  {text: '2020-13-01 00:00:00', ms: undefined},
  {text: '2020-01-01 24:00:00', ms: undefined},
  {text: '2020-1-1 00:00:00', ms: undefined},
  {text: '2020-01-01', ms: undefined},
  {text: '2020-01-01 00:00:00 +5:30', ms: undefined},
  {text: '2020-01-01 00:00:00 GMT', ms: undefined},
  {text: '', ms: undefined},
])("'$text' is $ms", ({text, ms}) => expect(momentOf(text)).toBe(ms));

test.each([
  {text: '2020-01-01 00:00:05', span: [NEW_YEAR + 5000, NEW_YEAR + 6000]},
  {text: '2020-01-01 00:02:**', span: [NEW_YEAR + 120_000, NEW_YEAR + 180_000]},
  {text: '2020-01-01 03:**:**', span: [NEW_YEAR + 3 * HOUR, NEW_YEAR + 4 * HOUR]},
  {text: '2020-01-02 **:**:**', span: [NEW_YEAR + DAY, NEW_YEAR + 2 * DAY]},
  {text: '2020-02-** **:**:**', span: [NEW_YEAR + 31 * DAY, NEW_YEAR + 60 * DAY]},
  {text: '2020-**-** **:**:**', span: [NEW_YEAR, NEW_YEAR + 366 * DAY]},
  {text: '2020-01-01 **:**:** +05:30', span: [NEW_YEAR - 5.5 * HOUR, NEW_YEAR + 18.5 * HOUR]},
  {text: '2020-**-** **:**:** -01:00', span: [NEW_YEAR + HOUR, NEW_YEAR + 366 * DAY + HOUR]},
])("'$text' spans its unit", ({text, span: [start, end]}) => expect(wildcardSpan(text)).toEqual({start, end}));

test.each([
  '',
  'abc',
  '2020-**-01 **:**:**',
  '2020-01-01',
  '2020-01-** 00:**:**',
  '****-**-** **:**:**',
  '2020-02-30 **:**:**',
  '2020-01-01 **:**:** Z',
])("'%s' spans nothing", (text) => expect(wildcardSpan(text)).toBeUndefined());
