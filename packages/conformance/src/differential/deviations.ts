import {
  app,
  batchAt,
  doubled,
  type Differing,
  fewer,
  late,
  more,
  onlyBatchesDiffer,
  onlyKindsAndOrderDiffer,
  onlyKindsDiffer,
  onlyTimesDiffer,
  onlyValuesDiffer,
  restored,
  sent,
} from './how-they-differ.ts';
import type {Control} from './controls.ts';
import * as controls from './controls.ts';

/** Where this engine knowingly answers otherwise: `docs/siddhiql.md` has the table, `docs/decisions/0004-quirks.md` the rule. */
type Deviation = {
  reason: string;
  holds: (of: Differing) => boolean;
  /** Told by much that has nothing to do with it: without this it must be gone. */
  without?: Control;
};

const deviations: readonly Deviation[] = [
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
    reason: 'a pattern that matches without any event is refused',
    holds: ({difference}) => difference.got.some((g) => g.includes('this pattern matches without any event')),
  },
  {
    reason: 'keys of other names in an and or an or of a partition are refused by the reference engine',
    holds: ({case: {app: text}, answer}) =>
      /partition with[^;]*(and|or) [ef]\d=/.test(text) &&
      answer.errors[0]?.class.includes('AttributeNotExist') === true,
  },
  {
    reason: 'an empty start of a pattern stops every',
    without: controls.withoutOptional,
    holds: (of) => app(/(every \(?|from )[ef]\d=\w+(\[[^\]]*\])?(<0?:|\*|\?)/)(of) && fewer(of.difference),
  },
  {
    reason: 'a repeated last position of a sequence',
    without: controls.withoutOptional,
    holds: app(/, e\d=\w+(\[.*\])?[+*?]( within [^,]*)? select/),
  },
  {reason: 'within doubles the rows of every', without: controls.withoutBounds, holds: doubled(/every[^;]* within /)},
  {reason: 'within behind a later every', without: controls.withoutBounds, holds: app(/-> every [^;]* within /)},
  {
    reason: 'a pattern of only A and B ignores B first',
    holds: app(/from (every )?\(?[ef]\d=\w+(\[[^\]]*\])? and [ef]\d=\w+(\[[^\]]*\])?\)?( within [^,]*)? select/),
  },
  {
    reason: 'an absent event in a sequence',
    holds: app(/not [A-Z]\w*(\[([^[\]]|\[[^\]]*\])*\])?( for \d| (and|or) [ef]\d=)/, /, [ef]\d=[A-Z]|, not [A-Z]/),
  },
  {
    reason: 'a batch window in a join that is never cleared, or never found',
    without: controls.withoutBatches,
    holds: (of) =>
      app(/(lengthBatch|timeBatch|batch)\([^;]* join | join [^;]*(lengthBatch|timeBatch|batch)\(/)(of) ||
      app(/define window \w+ \([^)]*\) (lengthBatch|timeBatch|batch)\(/, / join [WV][ ,]|from [WV] [^;]* join /)(of),
  },
  {
    reason: 'expired events of a searched batch keep their timestamps',
    without: controls.withoutBatches,
    holds: (of) => app(/(lengthBatch|timeBatch|batch|expressionBatch)\(/)(of) && onlyTimesDiffer(of.difference),
  },
  {
    reason: 'a search disturbs expressionBatch',
    without: controls.withoutBatches,
    holds: app(
      /expressionBatch\([^;]* join | join [^;]*expressionBatch\(|define window [^;]*expressionBatch\(.*( join |; from W)/,
    ),
  },
  {
    reason: 'an aggregator behind an and of an expressionBatch is not reset',
    without: controls.withoutBatches,
    holds: app(/expressionBatch\('[^']* and /),
  },
  {
    reason: 'an optional last element: the match comes late or never',
    without: controls.withoutOptional,
    holds: app(/-> e\d=\w+(\[.*\])?<0?:\d*>\)?( within [^;>]*)? select/),
  },
  {
    reason: 'a chain of absent elements is a syntax error of the reference engine',
    holds: (of) => app(/not [^;]*-> not /)(of) && of.answer.errors[0]?.class.includes('Parser') === true,
  },
  {
    reason: 'a null finds the row whose key is null',
    without: controls.withoutKeys,
    holds: (of) => app(/@PrimaryKey/)(of) && !fewer(of.difference) && JSON.stringify(of.case.steps).includes('null'),
  },
  {
    reason: 'min, max and unionSet over a named window forget what is left when one of it leaves',
    without: controls.withoutForgetting,
    holds: app(/define window/, /from W[^;]*\b(min|max|unionSet)\(/),
  },
  {
    reason: "null and 'null' are one key of an aggregation, shown as the one or the other",
    without: controls.withoutNullTexts,
    holds: (of) => app(/define aggregation[^;]* group by /)(of) && /null.*"null"|"null".*null/.test(sent(of)),
  },
  {
    reason: 'output rates by time follow the wall clock',
    without: controls.withoutRates,
    holds: app(/output ((all|last|snapshot) )?every \d+ (?!events)[a-z]/),
  },
  {
    reason: 'a negative length is refused',
    holds: ({difference: {got}}) =>
      got.some((g) => /\(create\): .*the length of window .* must not be negative/.test(g)),
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
  {
    reason: 'batch() in a partition is never reset',
    without: controls.withoutBatches,
    holds: app(/partition with.*#window\.batch\(/),
  },
  {
    reason: 'sessions that end at the same time, in the order of a hash map',
    without: controls.withoutSessions,
    holds: (of) => app(/session\(/)(of) && of.difference.expected.length === of.difference.got.length,
  },
  {
    reason: 'distinctCount takes away what it never counted',
    without: controls.withoutDistinct,
    // An event may leave with another timestamp than it came with.
    holds: app(/ join [^;]*distinctCount\(|distinctCount\([^;]*eventTimestamp\(\)/),
  },
  {
    reason: 'a join loses what follows a row that having or limit takes out',
    without: controls.withoutHaving,
    holds: (of) => app(/ join [^;]*(limit|having) /)(of) && fewer(of.difference),
  },
  {
    reason: 'a filter behind a batch window stops the reset when the event that carries it does not pass',
    without: controls.withoutFiltersBehind,
    holds: app(/[bB]atch\([^)]*\)\[/),
  },
  {
    reason: 'a sort window fails on null',
    without: controls.withoutSorting,
    holds: (of) => app(/sort\(/)(of) && fewer(of.difference),
  },
  {
    reason: 'sums of longs above 2^53 are inexact when values leave',
    holds: (of) => app(/sum\(/)(of) && /\d{16}/.test(of.case.app + JSON.stringify(of.case.steps)),
  },
  {
    reason: "null and 'null' are one key of frequent and lossyFrequent",
    holds: (of) => app(/requent\(/)(of) && /null.*"null"|"null".*null/.test(JSON.stringify(of.case.steps)),
  },
  {reason: 'stdDev of fewer than no events', without: controls.withoutDeviation, holds: app(/expression[^;]*stdDev\(/)},
  {
    reason: 'a late event in a time window leaves only with the next arrival',
    holds: (of) => app(/(time|timeLength)\(/)(of) && late(of.case),
  },
  {
    reason: 'a wait for silence over which the clock jumps starts anew',
    holds: app(/@app:playback/, /not [^;]* for /),
  },
  {
    reason: 'within behind an absent start',
    without: controls.withoutBounds,
    holds: app(/from (every )?\(?not [^;]* within /),
  },
  {reason: 'one stream absent and present in one element', holds: ({case: of}) => absentAndPresent(of.app)},
  {
    reason: 'both sides of an and or an or of one stream match in one call',
    holds: (of) => app(/ (and|or) f\d=/)(of) && onlyBatchesDiffer(of.difference),
  },
  {
    reason: 'a match is lost when its batch goes on beyond within',
    without: controls.withoutBounds,
    holds: (of) =>
      app(/@app:playback/, / within /)(of) && batchAt(of) && of.difference.expected.length < of.difference.got.length,
  },
  {
    reason: 'a range in over a key or index compares the wrong way round',
    without: controls.withoutKeys,
    holds: app(/@(PrimaryKey|Index)/, /([<>]|!=)[^;]* in T/),
  },
  {
    reason: 'maximum and minimum start from a wrong value',
    without: controls.withoutExtremes,
    holds: app(/(maximum|minimum)\(/),
  },
  {reason: 'an absent event in an every group stops it', holds: app(/every (\([^;]*-> |\()?not /)},
  {
    reason: 'equal rows of an indexed table are one',
    without: controls.withoutKeys,
    holds: (of) => app(/@Index/)(of) && !app(/@PrimaryKey/)(of) && fewer(of.difference),
  },
  {
    reason: 'a plain table loses the row inserted after its last one was deleted',
    holds: (of) => app(/ delete |; delete /)(of) && !app(/@(PrimaryKey|Index)/)(of) && !more(of.difference),
  },
  {
    reason: 'the last of the rows of a keyed table, which have no order',
    without: controls.withoutKeys,
    holds: (of) =>
      app(
        /@(PrimaryKey|Index)/,
        /(sum|avg|count|distinctCount|min|max|minForever|maxForever|stdDev|and|or)\(|limit|offset|order by|group by/,
      )(of) && of.difference.expected.length === of.difference.got.length,
  },
  {
    reason: 'limit never removes expired events',
    without: controls.withoutLimits,
    holds: (of) => app(/limit \d.*insert (all|expired) events/)(of) && !fewer(of.difference),
  },
  {reason: 'output first every 1 events', without: controls.withoutRates, holds: app(/output first every 1 events/)},
  {
    reason: 'output first counts hidden resets',
    without: controls.withoutRates,
    holds: app(/([bB]atch\(|length\(| join ).*output first every/),
  },
  {
    reason: 'state shared by the keys of a partition',
    without: controls.withoutWindows,
    holds: app(/partition with.*#window\.(expression|expressionBatch|timeBatch|externalTimeBatch)\(/),
  },
  {
    reason: 'equal due times of several keys',
    without: controls.withoutWindows,
    holds: app(/@app:playback/, /partition with.*(#window\.(time|timeLength|session|delay)\(| for )/),
  },
  {
    reason: 'keys and indexes: stale entries, unread or ignored set',
    without: controls.withoutKeys,
    holds: app(/@(PrimaryKey|Index)/, /update|delete/),
  },
  {
    reason: 'avg of int and long in an aggregation is an integer division',
    holds: (of) =>
      app(/define aggregation[^;]* avg\(/)(of) &&
      onlyValuesDiffer(of.difference, (theirs, ours) => Math.trunc(Number(ours)) === Number(theirs), true),
  },
  {
    reason: 'going back in a running app keeps the keys that the snapshot lacks',
    without: controls.withoutGoingBack,
    holds: (of) => app(/partition with/)(of) && restored(of, false),
  },
  {
    reason: 'a snapshot of the reference engine lacks state',
    without: controls.withoutGoingBack,
    holds: (of) => app(/(timeLength|requent|timeBatch|stdDev|window\.expression)\(/i)(of) && restored(of),
  },
  {
    reason: 'within behind an empty start never runs out',
    without: controls.withoutBounds,
    holds: (of) => app(/(every \(?|from )[ef]\d=\w+(\[[^\]]*\])?(<0?:|\*|\?)[^;]* within /)(of) && more(of.difference),
  },
  {
    reason: 'a match whose batch goes on beyond within is an expired event',
    holds: (of) => app(/@app:playback/, / within /)(of) && batchAt(of) && onlyKindsDiffer(of.difference),
  },
  {
    reason: 'a match that an output rate holds beyond within is an expired event',
    without: controls.withoutRates,
    holds: (of) => app(/@app:playback/, / within [^;]* output /)(of) && onlyKindsAndOrderDiffer(of.difference),
  },
  {
    reason: 'what a stream function adds is null where it is selected a second time',
    holds: (of) =>
      app(/#(str:tokenize|pol2Cart)\(/)(of) &&
      (onlyValuesDiffer(of.difference, (theirs) => theirs === 'null') ||
        // What is null does not pass.
        (app(/#(str:tokenize|pol2Cart)\([^;]* having /)(of) && fewer(of.difference))),
  },
  {
    reason: 'str:tokenize of a batch splits its first event only',
    holds: (of) => app(/#str:tokenize\(/)(of) && (batchAt(of) || app(/#window\.\w+\([^;]*#str:tokenize/)(of)),
  },
  {
    reason: 'str:fillTemplate fails from the second call on',
    holds: ({case: {app: text}, answer}) =>
      text.includes('str:fillTemplate(') && answer.errors[0]?.rootClass === 'java.lang.NumberFormatException',
  },
  {
    reason: 'time: functions fail on null',
    holds: ({difference: {step}, answer}) =>
      answer.errors.some((e) => e.step === step && /time:?\w*.* cannot be null/.test(e.message ?? '')),
  },
  {
    reason: 'math:percentile takes int and long for floats',
    holds: (of) =>
      app(/math:percentile\(/)(of) &&
      onlyValuesDiffer(of.difference, (theirs, ours) => Math.abs(Number(theirs) / Number(ours) - 1) < 1e-7),
  },
  {
    reason: 'going back loses what an aggregation under playback has closed, or closes it twice',
    without: controls.withoutGoingBack,
    holds: (of) => app(/@app:playback.*define aggregation/)(of) && restored(of),
  },
  {
    reason: 'the last stream of a pattern is also the one that must be silent before it',
    holds: (of) => app(/not (\w+)(\[[^\]]*\])? and [ef]\d=\w+(\[[^\]]*\])? -> [ef]\d=\1\b/)(of) && fewer(of.difference),
  },
  {
    reason: 'str:groupConcat takes null for a text, and shares its list between groups',
    holds: (of) => app(/str:groupConcat\(/)(of) && (/null/.test(sent(of)) || app(/group by|partition/)(of)),
  },
  {
    reason: 'a repetition in a sequence and what follows it read one stream',
    without: controls.withoutOptional,
    holds: (of) => of.difference.what === 'outputs' && app(/[ef]\d=(\w+)(\[[^\]]*\])?[+*?], [^;]*[ef]\d=\1\b/)(of),
  },
  {
    reason: 'a batch that ends in a jump of the clock, behind another one',
    without: controls.withoutTimeBatches,
    holds: (of) => app(/@app:playback/, /timeBatch\(.*(timeBatch|time|session)\(|(time|session)\(.*timeBatch\(/)(of),
  },
  {
    reason: 'an error in a select from which nothing can come',
    holds: (of) =>
      of.difference.what === 'error' &&
      of.difference.got.length === 0 &&
      app(/insert expired events| limit 0| offset [1-9]/)(of),
  },
  {
    reason: 'an error in a select of what leaves a window, which nobody takes',
    without: controls.withoutHeld,
    holds: (of) =>
      of.difference.what === 'error' &&
      of.answer.errors.length > of.difference.got.length &&
      app(/#window\.[^;]* insert into/)(of),
  },
  {reason: 'order by over the resets of length(0)', holds: app(/length\(0\)[^;]*order by/)},
  {
    reason: 'a batch window or an output rate keeps the first token of str:tokenize only',
    holds: app(/#str:tokenize\([^;]*(window\.(lengthBatch|timeBatch)\(| output )/),
  },
  {
    reason: 'math:percentile shares its values between groups, and fails on null and when the last one leaves',
    without: controls.withoutPercentiles,
    holds: app(/math:percentile\(/),
  },
  {
    reason: 'a session that ends in a jump of the clock, behind a time window',
    without: controls.withoutSessions,
    holds: app(/@app:playback/, /\b(time|timeLength|delay)\(.*session\(/),
  },
  {
    reason: 'a late event moves the end of its session back',
    without: controls.withoutSessions,
    holds: (of) => app(/session\(/)(of) && late(of.case),
  },
  {
    reason: 'a token that drives an event out of a window gives earlier ones again',
    without: controls.withoutHeld,
    holds: (of) => app(/#str:tokenize\([^;]*#window\./)(of) && more(of.difference),
  },
  {
    reason: 'the last value of an attribute in an aggregation, of events out of order',
    without: controls.withoutLasts,
    holds: app(/define aggregation[^;]*[ ,]\w+ as s\d/),
  },
  {
    reason: 'objects are ordered by their hash codes',
    without: controls.withoutOrder,
    holds: (of) => app(/\w object\b/, / order by /)(of) && of.difference.expected.length === of.difference.got.length,
  },
  {reason: 'a refused row stays in the index', without: controls.withoutKeys, holds: app(/@PrimaryKey[^;]*@Index/)},
];

/** Errors that no user made. */
const internal = /NullPointer|ClassCast|IndexOutOfBounds|NoSuchElement|ConcurrentModification/;

/** `not A and e1=A`: the reference engine serves one side of the element before the other. */
function absentAndPresent(text: string): boolean {
  const found = /not (\w+)(\[[^;]*?\])?( for [^;]*?)? (and|or) \w\d=(\w+)/.exec(text);
  return found !== null && found[1] === found[5];
}

/** The attribute that is missing is the key of a stream that no query of the partition reads. */
function keyUnread({case: {app: text}, difference}: Differing): boolean {
  const stream = /there is no attribute '\w+' in '(\w+)'/.exec(difference.got.join())?.[1];
  const [, keys = '', body = ''] = /partition with \((.*?)\) begin (.*?) end/.exec(text) ?? [];
  return stream !== undefined && new RegExp(` of ${stream}\\b`).test(keys) && !new RegExp(`\\b${stream}\\b`).test(body);
}

/** Why the two engines may differ here; undefined: they may not. */
export function deviationOf(of: Differing): Deviation | undefined {
  const flat = {...of, case: {...of.case, app: of.case.app.replaceAll(/\s+/g, ' ')}};
  return deviations.find((d) => d.holds(flat));
}
