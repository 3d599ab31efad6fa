/**
 * Makes the globals of a script's context fit for replay. It gets the engine's
 * clock and random numbers, and answers what calls a script:
 *
 * - `Date` and `Math.random` are the engine's; local time is UTC, and what
 *   depends on the machine's language does not;
 * - what leads to other threads, to the collector or to a clock is gone;
 * - everything that is left is frozen, so that no call can leave something for
 *   the next one: a snapshot would not have it.
 */
export const PRELUDE = `'use strict';
const Real = Date, proto = Real.prototype;
const ISO = /^[+-]?\\d{4,6}-\\d\\d(?:-\\d\\d)?T\\d\\d:\\d\\d(?::\\d\\d(?:[.]\\d+)?)?$/;
const ZONED = /(?:Z|GMT|UTC|UT|[ECMP][SD]T|[+-]\\d{1,2}:?\\d{2}|[+-]\\d{4,6}-\\d\\d)\\b|^\\d{4}(?:-\\d\\d){0,2}$/;
const parse = (value) => {
  const text = String(value);
  if (ISO.test(text)) return Real.parse(text + 'Z');
  return Real.parse(ZONED.test(text) ? text : text + ' UTC');
};
const momentOf = (args) => {
  if (args.length === 0) return now();
  if (args.length > 1) return Real.UTC(...args);
  const [value] = args;
  if (value instanceof Real) return value.getTime();
  return typeof value === 'string' ? parse(value) : Number(value);
};
const parts = (date) => {
  const [day, date2, month, year, time] = date.toUTCString().replace(',', '').split(' ');
  return Number.isNaN(date.getTime()) ? null : {date: [day, month, date2, year].join(' '), time: time + ' GMT+0000 (UTC)'};
};
const shown = (pick) => function () {
  const found = parts(this);
  return found === null ? 'Invalid Date' : pick(found);
};
const hidden = (target, name, value) =>
  Object.defineProperty(target, name, {value, writable: true, configurable: true, enumerable: false});
const EngineDate = function Date(...args) {
  if (new.target === undefined) return new Real(now()).toString();
  return Reflect.construct(Real, [momentOf(args)], new.target);
};
EngineDate.prototype = proto;
hidden(EngineDate, 'now', () => now());
hidden(EngineDate, 'parse', parse);
hidden(EngineDate, 'UTC', Real.UTC);
hidden(proto, 'constructor', EngineDate);
for (const unit of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds']) {
  hidden(proto, 'get' + unit, proto['getUTC' + unit]);
  if (unit !== 'Day') hidden(proto, 'set' + unit, proto['setUTC' + unit]);
}
hidden(proto, 'getTimezoneOffset', () => 0);
hidden(proto, 'getYear', function () { return this.getUTCFullYear() - 1900; });
hidden(proto, 'toString', shown((p) => p.date + ' ' + p.time));
hidden(proto, 'toDateString', shown((p) => p.date));
hidden(proto, 'toTimeString', shown((p) => p.time));
for (const name of ['String', 'DateString', 'TimeString']) hidden(proto, 'toLocale' + name, proto['to' + name]);
hidden(globalThis, 'Date', EngineDate);
hidden(Math, 'random', () => random());
for (const type of [Number, BigInt]) {
  const text = type.prototype.toString;
  hidden(type.prototype, 'toLocaleString', function () { return text.call(this); });
}
hidden(String.prototype, 'toLocaleLowerCase', String.prototype.toLowerCase);
hidden(String.prototype, 'toLocaleUpperCase', String.prototype.toUpperCase);
hidden(String.prototype, 'localeCompare', function (other) {
  const [a, b] = [String(this), String(other)];
  return a < b ? -1 : a > b ? 1 : 0;
});
for (const name of ['Intl', 'Temporal', 'WebAssembly', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry', 'console'])
  delete globalThis[name];
const seen = new Set();
const freeze = (value) => {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
  seen.add(value);
  Object.freeze(value);
  freeze(Object.getPrototypeOf(value));
  for (const key of Reflect.ownKeys(value)) {
    const {value: held, get, set} = Object.getOwnPropertyDescriptor(value, key);
    freeze(held);
    freeze(get);
    freeze(set);
  }
};
[function* () {}, async () => {}, async function* () {}, [].values(), new Map().values(), new Set().values(), ''.matchAll(/x/g), ''[Symbol.iterator]()].forEach(freeze);
freeze(globalThis);
return (script) => (...data) => script(data);
`;
