import {app, type Differing} from '../how-they-differ.ts';
import type {Deviation} from './deviation.ts';

/** Apps and events that one engine refuses, or fails inside at. */
export const refusals: readonly Deviation[] = [
  {
    reason: 'the reference engine refuses the app with an internal error',
    holds: ({answer}) => answer.errors.some((e) => e.phase === 'create' && internal.test(e.rootClass ?? e.class)),
  },
  {
    reason: 'the reference engine fails inside at run time',
    // Up to there the answers must be the same.
    holds: ({answer, difference: {step}}) => {
      const failed = answer.errors.find((e) => e.phase !== 'create' && internal.test(e.rootClass ?? e.class));
      return failed !== undefined && step !== undefined && step >= failed.step;
    },
  },
  {
    reason: 'a value of a wrong type is refused at the door',
    holds: ({difference: {what, got}}) =>
      what === 'error' && got.some((g) => g.includes('(step): InputError: attribute')),
  },
  {
    reason: 'a loop of queries without end overflows the stack somewhere',
    holds: ({difference: {got}}) => got.some((g) => g.includes('streams nest 256 deep')),
  },
  {
    reason: 'arithmetic with what is no number, and set of another type, are refused when the app is created',
    holds: ({difference: {got}}) => got.some((g) => /\(create\): .*(needs two numbers|cannot take)/.test(g)),
  },
  {
    reason: "an 'on' or 'in' that is no condition is refused, and fails at each event",
    holds: ({difference: {got}}) =>
      got.some((g) => /\(create\): .*('on'|the condition of 'in') must be of type bool/.test(g)),
  },
  {
    reason: 'a pattern that matches without any event is refused',
    holds: ({difference}) => difference.got.some((g) => g.includes('this pattern matches without any event')),
  },
  {
    reason: 'keys of other names in an and or an or of a partition are refused by the reference engine',
    holds: ({case: {app: text}, answer}) =>
      /partition with.*(and|or) [ef]\d=/.test(text) && answer.errors[0]?.class.includes('AttributeNotExist') === true,
  },
  {
    reason: 'a chain of absent elements is a syntax error of the reference engine',
    holds: (of) => app(/not [^;]*-> not /)(of) && of.answer.errors[0]?.class.includes('Parser') === true,
  },
  {
    reason: 'a negative length is refused',
    holds: ({difference: {got}}) =>
      got.some((g) => /\(create\): .*the length of window .* must not be negative/.test(g)),
  },
  {
    reason: 'an output every 0 events is refused',
    holds: ({difference: {got}}) => got.some((g) => /\(create\): .*'output .*every 0 events' would never/.test(g)),
  },
  {
    reason: 'a stream by the name of an aggregation is refused',
    holds: ({difference: {got}}) =>
      got.some((g) => g.includes('(create): SiddhiAppError: cannot insert into the aggregation')),
  },
  {
    reason: 'the key of a partition is not checked for a stream that no query in it reads',
    holds: (of) => of.difference.got.some((g) => g.includes('there is no attribute')) && keyUnread(of),
  },
];

/** Errors that no user made. */
const internal = /NullPointer|ClassCast|IndexOutOfBounds|NoSuchElement|ConcurrentModification/;

/** The attribute that is missing is the key of a stream that no query of the partition reads. */
function keyUnread({case: {app: text}, difference}: Differing): boolean {
  const stream = /there is no attribute '\w+' in '(\w+)'/.exec(difference.got.join())?.[1];
  const [, keys = '', body = ''] = /partition with \((.*?)\) begin (.*?) end/.exec(text) ?? [];
  return stream !== undefined && new RegExp(` of ${stream}\\b`).test(keys) && !new RegExp(`\\b${stream}\\b`).test(body);
}
