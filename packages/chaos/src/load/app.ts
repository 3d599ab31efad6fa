export const appName = 'Chaos';
export const keys = 64;

export type AppOptions = {
  /** Where the sinks publish to. */
  collector: string;
  /** A sink that is partitioned over two destinations. */
  distributed: boolean;
  /** Of a table that is written with every hundredth event: its annotation, '' for one in memory. Undefined: there is none. */
  store: string | undefined;
};

/**
 * What the pair runs: a running sum per key, a filter, a time window, time
 * batches, a pattern, and a table with one row a client that counts every event.
 */
export function chaosApp({collector, distributed, store}: AppOptions): string {
  const sink = (path: string): string => `@sink(type='http', publisher.url='${collector}/${path}', @map(type='json'))`;
  const spread = {
    definition: `
@sink(type='http', @map(type='json'), @distribution(strategy='partitioned', partitionKey='k',
  @destination(publisher.url='${collector}/spread/1'), @destination(publisher.url='${collector}/spread/2')))
define stream Spread (client int, n int, k int);
`,
    query: `
@info(name='spread')
from In[v < 20] select client, n, k insert into Spread;
`,
  };
  // A write that is done twice, or not at all, shows in the sums.
  const tally = {
    definition: `
${store ?? ''}
@PrimaryKey('client')
define table Tally (client int, events long, total long);
`,
    query: `
@info(name='tally')
from In[v > 989] select client, 1L as events, convert(v, 'long') as total
update or insert into Tally
set Tally.events = Tally.events + events, Tally.total = Tally.total + total on Tally.client == client;
`,
  };
  const parts = [...(distributed ? [spread] : []), ...(store === undefined ? [] : [tally])];
  return `@app:name('${appName}')

@source(type='http', receiver.url='http://0.0.0.0:8006/in', basic.auth.enabled='false', @map(type='json'))
define stream In (client int, n int, k int, v int);

${sink('sums')}
define stream Sums (k int, events long, total long);
${sink('big')}
define stream Big (client int, n int, k int, v int);
${sink('recent')}
define stream Recent (k int, events long, mean double);
${sink('seconds')}
define stream Seconds (events long, total long);
${sink('pairs')}
define stream Pairs (k int, first int, second int);

@PrimaryKey('client')
define table Totals (client int, events long, total long, last int);
${parts.map(({definition}) => definition).join('')}
@info(name='sums')
from In select k, count() as events, sum(v) as total group by k insert into Sums;

@info(name='filter')
from In[v > 970] select client, n, k, v insert into Big;

@info(name='time-window')
from Big#window.time(2 sec) select k, count() as events, avg(v) as mean group by k insert into Recent;

@info(name='batches')
from In#window.timeBatch(1 sec) select count() as events, sum(v) as total insert into Seconds;

@info(name='pattern')
from every a=Big[v > 995] -> b=Big[k == a.k] within 5 sec
select a.k as k, a.v as first, b.v as second insert into Pairs;

@info(name='table')
from In select client, count() as events, sum(v) as total, max(n) as last group by client
update or insert into Totals
set Totals.events = events, Totals.total = total, Totals.last = last on Totals.client == client;
${parts.map(({query}) => query).join('')}`;
}

export const totalsQuery = 'from Totals select client, events, total, last order by client';
export const tallyQuery = 'from Tally select client, events, total order by client';
