import type {Spec} from './generate.ts';

/** A row of the feature report: how it shows in the text of an app, its on-demand queries or its steps (as JSON). */
type Feature = {group: string; name: string; shows: RegExp};

const rows = (group: string, shown: Record<string, RegExp>): Feature[] =>
  Object.entries(shown).map(([name, shows]) => ({group, name, shows}));
const calls = (names: string, prefix = '\\b'): Record<string, RegExp> =>
  Object.fromEntries(names.split(' ').map((name) => [name, new RegExp(`${prefix}${name}\\(`)]));

/** What an app of the language can use, in the order of the feature table. */
const features: readonly Feature[] = [
  ...rows('definitions', {
    stream: /define stream/,
    table: /define table/,
    window: /define window/,
    'trigger at start': /define trigger/,
    aggregation: /define aggregation/,
    'fault stream': /from !/,
    'inner stream': /into #/,
    '@OnError': /@OnError/,
    '@PrimaryKey': /@PrimaryKey/,
    '@Index': /@Index/,
    '@app:playback': /@app:playback/,
    '@app:name': /@app:name/,
  }),
  ...rows('clauses', {
    'select *': /select \*/,
    'group by': /group by/,
    having: /having/,
    'order by': /order by/,
    limit: /limit \d/,
    offset: /offset \d/,
    'insert all events': /insert all events/,
    'insert expired events': /insert expired events/,
    'is null': /is null/,
    'in table': /\) in T/,
  }),
  ...rows(
    'windows',
    calls(
      'length lengthBatch time timeBatch timeLength batch delay externalTime externalTimeBatch session sort frequent lossyFrequent expression expressionBatch',
      '(#window\\.|\\) )',
    ),
  ),
  ...rows('stream functions', {log: /#log/, pol2Cart: /#pol2Cart/, 'str:tokenize': /#str:tokenize/}),
  ...rows(
    'functions',
    calls('cast convert coalesce ifThenElse default instanceOf\\w+ maximum minimum eventTimestamp createSet sizeOfSet'),
  ),
  ...rows(
    'aggregators',
    calls(
      'sum avg count distinctCount min max minForever maxForever stdDev and or unionSet str:groupConcat math:percentile',
    ),
  ),
  ...rows('libraries', {str: /str:\w/, math: /math:\w/, time: /time:\w/}),
  ...rows('patterns', {
    pattern: /->/,
    sequence: /from (every )?[ef]\d=[^;]*, [ef]\d=|, not /,
    every: /every/,
    count: /<\d*:?\d*>/,
    'repetition in a sequence': /[\])\w][*+?],? /,
    'and, or': /[ef]\d=\w+(\[[^\]]*\])? (and|or) [ef]\d=/,
    'not and': /not \w+(\[[^\]]*\])? and/,
    'not for': /not [^;]* for /,
    within: / within \d/,
    'e[last]': /\[last\]/,
    'e[last - 1]': /\[last - 1\]/,
    'by the trigger': /g=G/,
  }),
  ...rows('joins', {
    inner: /( inner)? join /,
    'left outer': /left outer join/,
    'right outer': /right outer join/,
    'full outer': /full outer join/,
    unidirectional: /unidirectional/,
    'with a table': /join T|from T [^;]*join/,
    'with a named window': /join [WV]|from [WV] [^;]*join/,
    'with an aggregation': /join A/,
  }),
  ...rows('partitions', {
    'by value': /partition with \([\w]+ of/,
    'by range': /as 'r\d' /,
    'of two streams': /partition with \([^)]* of S, /,
    'pattern inside': /begin[^;]*->/,
    'join inside': /begin[^;]* join /,
    'table inside': /begin[^;]* (T |into T)/,
  }),
  ...rows('tables', {
    insert: /insert into T/,
    update: / update T/,
    'update or insert': /update or insert into T/,
    delete: / delete T/,
    set: / set T\./,
    'for events': /for (expired|all|current) events/,
  }),
  ...rows('on-demand', {
    'of a table': /"query":"from T/,
    'of a named window': /"query":"from [WV]/,
    'of an aggregation': /"query":"from A/,
    insert: /"query":"select[^"]* insert into/,
    update: /"query":"update/,
    'update or insert': /"query":"select[^"]* update or insert/,
    delete: /"query":"(delete|select[^"]* delete)/,
  }),
  ...rows('output rates', {
    all: /output (all )?every/,
    first: /output first every \d+ events/,
    last: /output last every/,
    'first by time': /output first every \d+ (sec|milli)/,
  }),
  ...rows('steps', {
    'several events at once': /"events":\[\{[^[]*\[[^\]]*\]\},/,
    null: /[[,]null[\],]/,
    'long beyond 2^53': /\$long/,
    'NaN or infinite': /"(NaN|-?Infinity)"/,
    'int at its ends': /-?214748364[78]\b/,
    'empty text': /[[,]""[\],]/,
    'other than ASCII': /[^\0-\x7f]/,
    persist: /"persist"/,
    'restore into the running app': /^(?!.*"restart").*"restore"/s,
    restart: /"restart"/,
  }),
];

/** How many of the specs use each feature, as lines; zeros are holes of the generator. */
export function featureReport(specs: readonly Pick<Spec, 'app' | 'steps'>[]): string[] {
  const texts = specs.map(({app, steps}) => `${app.replaceAll(/\s+/g, ' ')}\n${JSON.stringify(steps)}`);
  const groups = new Map<string, string[]>();
  for (const {group, name, shows} of features) {
    const count = texts.filter((text) => shows.test(text)).length;
    groups.set(group, [...(groups.get(group) ?? []), `${name.replace('\\w+', '…')} ${count}`]);
  }
  return [...groups].map(([group, counts]) => `${group}: ${counts.join(', ')}`);
}
