import {expect, test} from 'vitest';
import {SiddhiAppError} from '@tandem/siddhiql';
import {createApp} from '../create-app.ts';

const STREAM = 'define stream S (k string, v int, b bool, o object, ts long);';

test.each([
  {
    text: 'from S select sum(v * 2) as t aggregate by ts every sec',
    says: /argument of sum\(\) must be an attribute/,
    near: 'v * 2',
  },
  {
    text: 'from S select stdDev(v) as t aggregate by ts every sec',
    says: /'stdDev' cannot be aggregated incrementally/,
    near: 'stdDev(v)',
  },
  {text: 'from S select sum(k) as t aggregate by ts every sec', says: /sum\(\) takes a number/, near: 'sum(k)'},
  {
    text: 'from S select sum(v) + v as t aggregate by ts every sec',
    says: /'v' cannot stand beside an aggregator/,
    near: 'v as t',
  },
  {
    text: 'from S select sum(v) + eventTimestamp() as t aggregate by ts every sec',
    says: /a bucket is no event/,
    near: 'eventTimestamp()',
  },
  {text: 'from S select z aggregate by ts every sec', says: /no attribute 'z'/, near: 'z aggregate'},
  {text: 'from S select v, k as v aggregate by ts every sec', says: /'v' is already the name/, near: 'k as v'},
  {
    text: 'from S select k as AGG_TIMESTAMP aggregate by ts every sec',
    says: /'AGG_TIMESTAMP' is already/,
    near: 'k as AGG',
  },
  {
    text: 'from S select v as AGG_COUNT, count() as c aggregate by ts every sec',
    says: /'AGG_COUNT' is the name of a base value/,
    near: 'select v as AGG',
  },
  {
    text: 'from S select v as k group by k aggregate by ts every sec',
    says: /'k' is the name of an attribute of 'group by'/,
    near: 'v as k',
  },
  {
    text: 'from S select count() as c group by o aggregate by ts every sec',
    says: /'o' of type object has no equality/,
    near: 'o aggregate',
  },
  {text: 'from S select count() as c aggregate by nope every sec', says: /no attribute 'nope'/, near: 'nope'},
  {
    text: 'from S select count() as c aggregate by v every sec',
    says: /'aggregate by' needs a long .* or a string, but 'v' is int/,
    near: 'v every',
  },
  {
    text: 'from S#window.length(3) select count() as c aggregate by ts every sec',
    says: /cannot read its stream through a window/,
    near: '#window',
  },
  {text: 'from W select count() as c aggregate by ts every sec', says: /'W' is a window/, near: 'W select'},
  {text: 'from Tab select count() as c aggregate by ts every sec', says: /'Tab' is a table/, near: 'Tab select'},
  {text: 'from Nope select count() as c aggregate by ts every sec', says: /there is no stream 'Nope'/, near: 'Nope'},
])('$text', ({text, says, near}) => {
  const app = `${STREAM} define window W (ts long) length(1); define table Tab (ts long); define aggregation A ${text};`;
  let thrown: unknown;
  try {
    createApp(app);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(SiddhiAppError);
  const {message, column} = thrown as SiddhiAppError;
  expect(message).toMatch(says);
  expect(app.slice(column - 1)).toMatch(new RegExp(`^${near.replaceAll(/[()*#]/g, String.raw`\$&`)}`));
});

const plain = 'define aggregation A from S select count() as c aggregate by ts every sec, min;';
test.each([
  {text: `@store(type='rdbms') ${plain}`, says: /@store is not supported here: nobody keeps/},
  {text: `@persistedAggregation ${plain}`, says: /@persistedAggregation is not supported/},
  {text: `@PartitionById(enable='true') ${plain}`, says: /@PartitionById is not supported/},
  {text: `@PrimaryKey('c') ${plain}`, says: /@PrimaryKey has no meaning/},
  {text: `@purg(enable='true') ${plain}`, says: /@purg is not supported .* did you mean 'purge'/},
  {text: `@purge(enable='maybe') ${plain}`, says: /'true' or 'false', but found 'maybe'/},
  {
    text: `@purge(enable='true', @retentionPeriod(sec='60 sec')) ${plain}`,
    says: /seconds must be kept for 120 sec at least/,
  },
  {
    text: `@purge(enable='true', @retentionPeriod(min='60 min')) ${plain}`,
    says: /minutes must be kept for 120 min at least/,
  },
  {
    text: `@purge(enable='true', @retentionPeriod(hours='26 hours')) ${plain}`,
    says: /'hours' is no duration of this aggregation/,
  },
  {text: `@purge(enable='true', interval='soon') ${plain}`, says: /'soon' is no duration/},
  {
    text: `${plain} define aggregation A from S select v aggregate by ts every sec;`,
    says: /'A' is already the name of an aggregation/,
  },
  {text: `define table A_SECONDS (x int); ${plain}`, says: /'A_SECONDS' is already the name of a table/},
  {text: `${plain} from A select c insert into Out;`, says: /'A' is an aggregation/},
  {text: `${plain} from S select v as c insert into A;`, says: /cannot insert into the aggregation 'A'/},
  {text: `${plain} from S select 1L as c insert into A_SECONDS;`, says: /can only be read/},
])('$text', ({text, says}) => expect(() => createApp(`${STREAM} ${text}`)).toThrow(says));

test.each([
  `@purge(enable='true', interval='10 sec', @retentionPeriod(sec='120 sec', min='all'))`,
  "@persistedAggregation(enable='false')",
  "@BufferSize('5')",
])('%s is accepted', (annotation) => expect(createApp(`${STREAM} ${annotation} ${plain}`).aggregations.size).toBe(1));
