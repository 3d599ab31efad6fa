import {expect, test} from 'vitest';
import {watch} from '../testing.ts';
import {type Case, failureOf, refusalOf, valueOf} from './testing.ts';

test.each<Case>([
  ["time:timestampInMilliseconds('2007-11-30 10:30:19.1')", 1196418619001],
  ["time:timestampInMilliseconds('2007-11-30 10:30:19.12345')", 1196418631345],
  ["time:timestampInMilliseconds('2007-13-45 10:30:19.000')", 1202985019000],
  ["time:timestampInMilliseconds('2007-1-5 1:3:9.000')", 1167958989000],
  ["time:timestampInMilliseconds('2007-11-30 10:30:19.000 trailing')", 1196418619000],
  ["time:timestampInMilliseconds('07-11-30', 'yy-MM-dd')", 1196380800000],
  ["time:timestampInMilliseconds('07-11-30', 'yyyy-MM-dd')", -61917523200000],
  ["time:timestampInMilliseconds('30 nov 2007', 'd MMM yyyy')", 1196380800000],
  ["time:timestampInMilliseconds('30 November 2007', 'd MMMM yyyy')", 1196380800000],
  ["time:timestampInMilliseconds('20071130', 'yyyyMMdd')", 1196380800000],
  ["time:timestampInMilliseconds('2007-11-30 10 pm', 'yyyy-MM-dd hh a')", 1196460000000],
  ["time:timestampInMilliseconds('2007-11-30T10:11:12+0530', \"yyyy-MM-dd'T'HH:mm:ssZ\")", 1196397672000],
  ["time:timestampInMilliseconds('2007-11-30T10:11:12+05:30', \"yyyy-MM-dd'T'HH:mm:ssXXX\")", 1196397672000],
  ["time:timestampInMilliseconds('2007-11-30T10:11:12 PST', \"yyyy-MM-dd'T'HH:mm:ss z\")", 1196446272000],
  ["time:timestampInMilliseconds('2007-11-30T10:11:12 GMT+02:00', \"yyyy-MM-dd'T'HH:mm:ss z\")", 1196410272000],
  ["time:timestampInMilliseconds('Mon 2007-11-30', 'EEE yyyy-MM-dd')", 1196380800000],
  ["time:timestampInMilliseconds('334 2007', 'D yyyy')", 1196380800000],
  ["time:dateAdd('2014-11-11 13:23:44.657', 2, 'quarter')", '2015-05-11 13:23:44.657'],
  ["time:dateAdd('2014-01-31 13:23:44.657', 1, 'MONTHS')", '2014-01-31 13:23:44.657'],
  ["time:dateAdd('2014-12-31 13:23:44.657', -3, 'month')", '2014-09-30 13:23:44.657'],
  ["time:dateAdd('2014-12-31 13:23:44.657', -3, 'SECOND')", '2014-12-31 13:23:41.657'],
  ["time:dateAdd('2016-02-29 00:00:00.000', 1, 'year')", '2017-02-28 00:00:00.000'],
  ["time:dateAdd(1415692424000L, 2, 'year')", '1478850824000'],
  ["time:dateSub(1415692424000L, 2, 'WEEK')", '1414482824000'],
  ["time:dateDiff('2014-11-11 13:23:44.000', '2014-11-13 13:23:45.000')", -2],
  ["time:dateDiff('2014-11-11 13:23:44', '2014-11-09 13:23:45', 'yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd HH:mm:ss')", 1],
  ["time:dateDiff('2014-11-11', '2014-11-09', 'yyyy-MM-dd')", 2],
  ["time:dateFormat(-1L, 'yyyy-MM-dd HH:mm:ss.SSS')", '1969-12-31 23:59:59.999'],
  [
    "time:dateFormat(1415692424321L, \"G y yy M MM MMM MMMM w W D d F E EEEE u a H k K h m s S Z ZZ X XXX 'it''s' ''\")",
    "AD 2014 14 11 11 Nov November 46 3 315 11 2 Tue Tuesday 2 AM 7 7 7 7 53 44 321 +0000 +00:00 Z Z it's '",
  ],
  ["time:timezoneConvert('2014-11-11 13:23:44', 'yyyy-MM-dd HH:mm:ss', 'PST')", '2014-11-11 05:23:44'],
  ["time:timezoneConvert('2014-11-31 13:23:44', 'yyyy-MM-dd HH:mm:ss', 'UTC')", '2014-11-30 13:23:44'],
  ["time:timezoneConvert('2023-03-26 02:30', 'yyyy-MM-dd HH:mm', 'UTC', 'Europe/Berlin')", '2023-03-26 01:30'],
  ["time:timezoneConvert('2023-10-29 02:30', 'yyyy-MM-dd HH:mm', 'UTC', 'Europe/Berlin')", '2023-10-29 00:30'],
  ["time:timezoneConvert('2014-11-11', 'yyyy-MM-dd', 'Asia/Kolkata', '-10:00')", '2014-11-11'],
  ["time:dayOfWeek('2014-12-11')", 'Thursday'],
  ["time:extract('quarter', '2019-12-29 13:23:44.657')", 4],
  ["time:extract('decade', '2019-12-29 13:23:44.657')", 0],
  ["time:extract('hour', '2019-12-29 13:23:44.657')", 13],
  ["time:extract('second', '2019-12-29 13:23:44.657')", 44],
  ["time:extract('month', '2019-12-29 13:23:44.657')", 12],
  ["time:extract(1415692424000L, 'WEEK')", 46],
  ["time:extract(1577577600000L, 'WEEK', 'fr_FR')", 52],
])('%s is %s', (expression, want, type?, value?) => expect(valueOf([expression, want, type, value])).toBe(want));

test.each([
  ['time:timestampInMilliseconds(x)'],
  ["time:dateAdd(x, 2, 'WEEK')"],
  ["time:dateDiff(x, '2014-11-11 13:23:44.000')"],
  ["time:dateFormat(x, 'yyyy')"],
  ["time:dateFormat('2014-11-11 13:23:44.000', x)"],
  ["time:timezoneConvert(x, 'yyyy', 'UTC')"],
  ["time:date(x, 'yyyy')"],
  ['time:dayOfWeek(x)'],
  ["time:extract('year', x)"],
  ['time:currentTimestamp(x)'],
])('a null makes %s null', (expression) => expect(valueOf([expression, null, 'string', null])).toBe(null));

test.each([
  [
    "time:timestampInMilliseconds('2007-11-30 10:30:19')",
    "'2007-11-30 10:30:19' does not match the format 'yyyy-MM-dd HH:mm:ss.SSS'",
  ],
  ["time:timestampInMilliseconds(' 2007-11-30 10:30:19.000')", "does not match the format 'yyyy-MM-dd HH:mm:ss.SSS'"],
  ["time:dayOfWeek('2014')", "time:dayOfWeek('2014'): '2014' does not match the format 'yyyy-MM-dd'"],
  ["time:timezoneConvert('2014-11-11 13:23:4', 'yyyy-MM-dd HH:mm:ss', 'UTC')", 'does not match the format'],
  ["time:timezoneConvert('2014-13-11', 'yyyy-MM-dd', 'UTC')", 'does not match the format'],
  ["time:timezoneConvert('2014-11-11 x', 'yyyy-MM-dd', 'UTC')", 'does not match the format'],
  ["time:date('5', 'w')", "a date cannot be read by 'w'"],
])('%s fails and says why', (expression, said) => expect(failureOf(expression)).toContain(said));

test.each([
  ['time:currentTimestamp(x)', "time:currentTimestamp('nowhere'): 'nowhere' is no time zone"],
  ['time:utcTimestamp(x)', "'n' in the date format 'nowhere' means nothing"],
])('what varies in %s is refused at run time', (expression, said) =>
  expect(failureOf(expression, 'string', 'nowhere')).toContain(said),
);

test.each([
  ["time:currentTimestamp('nowhere')", "time:currentTimestamp(): 'nowhere' is no time zone"],
  ["time:currentTimestamp('+19:00')", "'+19:00' is no time zone"],
  ["time:dateFormat(5L, 'b')", "'b' in the date format 'b' means nothing, expected one of G y M"],
  ['time:dateFormat(5L, "yyyy\'x")', "the quote at 4 of the date format 'yyyy'x' is not closed"],
  ["time:dateAdd('a', 1, x)", 'unit of time:dateAdd() must be a constant'],
  ["time:extract('week', 'a', 'yyyy', 'english')", "'english' is no locale, expected one such as 'en_US'"],
  ['time:timestampInMilliseconds(5)', 'but found (int)'],
])('%s is refused', (expression, reason) => expect(refusalOf(expression, 'string')).toContain(reason));

test("the current time is the engine's: under @app:playback that of the events", () => {
  const {app, seen} = watch(
    "@app:playback define stream S (a int); from S select time:currentDate() as d, time:currentTime() as t, time:currentTimestamp('+05:30') as z, time:utcTimestamp() as u, time:timestampInMilliseconds() as ms insert into Out;",
    ['Out'],
  );
  app.send('S', [1], 1415692424000);
  expect(seen).toEqual(['Out: 2014-11-11,07:53:44,2014-11-11 13:23:44,2014-11-11 07:53:44,1415692424000']);
});
