import {must} from '@tandem/base';

const stock = 'define stream StockStream (symbol string, price float, volume long, ts long); ';
const sameShape = stock.replace('StockStream', 'OtherStream');

export type Workload = {
  name: string;
  /** In a few words. */
  about: string;
  app: string;
  /** Events carry a `ts` that grows by 1 ms an event, in rows of their own. */
  tsMoves?: true;
  /** Events move the clock (`@app:playback`). */
  playback?: true;
  /** Every second event goes to `OtherStream`. */
  twoStreams?: true;
  /** Rows to send to `Fill` before anything else. */
  fill?: number;
  /** No output stream: counted by this on-demand query instead. */
  counted?: string;
};

const aggregated = "from A within 1600000000000L, 1700000000000L per 'seconds' select AGG_TIMESTAMP, symbol, ap, sv;";

/** What is measured, of both engines: the reference's driver is handed these texts. */
export const workloads: readonly Workload[] = [
  {
    name: 'W1',
    about: 'filter',
    app: `${stock}@info(name='q') from StockStream[price > 70.0f] select symbol, price insert into Out;`,
  },
  {
    name: 'W2',
    about: 'projection with arithmetic',
    app: `${stock}@info(name='q') from StockStream select symbol, price*volume as amt, price+1.0 as p1 insert into Out;`,
  },
  {
    name: 'W3',
    about: 'length(1000), avg and sum by group',
    app: `${stock}@info(name='q') from StockStream#window.length(1000)
      select symbol, avg(price) as ap, sum(volume) as sv group by symbol insert into Out;`,
  },
  {
    name: 'W4',
    about: 'lengthBatch(1000), sum by group',
    app: `${stock}@info(name='q') from StockStream#window.lengthBatch(1000)
      select symbol, sum(volume) as sv group by symbol insert into Out;`,
  },
  {
    name: 'W5',
    about: 'externalTime(1 s), count and max by group',
    app: `${stock}@info(name='q') from StockStream#window.externalTime(ts, 1 sec)
      select symbol, count() as c, max(price) as mp group by symbol insert into Out;`,
    tsMoves: true,
  },
  {
    name: 'W6',
    about: 'pattern: every a -> b of its symbol within 1 s',
    app: `@app:playback ${stock}@info(name='q') from every e1=StockStream[price > 90.0f]
      -> e2=StockStream[symbol == e1.symbol and price < 20.0f] within 1 sec
      select e1.symbol as symbol, e1.price as p1, e2.price as p2 insert into Out;`,
    playback: true,
    tsMoves: true,
  },
  {
    name: 'W7',
    about: 'sequence of three rising prices',
    app: `${stock}@info(name='q')
      from every e1=StockStream, e2=StockStream[price > e1.price], e3=StockStream[price > e2.price]
      select e1.symbol as s1, e1.price as p1, e2.price as p2, e3.price as p3 insert into Out;`,
  },
  {
    name: 'W8',
    about: 'partition by symbol, length(100), avg',
    app: `${stock}partition with (symbol of StockStream) begin @info(name='q')
      from StockStream#window.length(100) select symbol, avg(price) as ap insert into Out; end;`,
  },
  {
    name: 'W9',
    about: 'join of two length(100) on symbol',
    app: `${stock}${sameShape}@info(name='q')
      from StockStream#window.length(100) as a join OtherStream#window.length(100) as b on a.symbol == b.symbol
      select a.symbol as symbol, a.price as p1, b.price as p2 insert into Out;`,
    twoStreams: true,
  },
  {
    name: 'W10',
    about: 'join with a table of 10,000 rows by its key',
    app: `${stock}define stream Fill (symbol string, sector string, lot long);
      @PrimaryKey('symbol') define table T (symbol string, sector string, lot long);
      from Fill insert into T;
      @info(name='q') from StockStream join T on StockStream.symbol == T.symbol
      select StockStream.symbol as symbol, T.sector as sector, StockStream.price as price insert into Out;`,
    fill: 10_000,
  },
  {
    name: 'W11',
    about: 'aggregation by symbol, every sec...day',
    app: `${stock}define aggregation A from StockStream select symbol, avg(price) as ap, sum(volume) as sv
      group by symbol aggregate by ts every sec...day;`,
    tsMoves: true,
    counted: aggregated,
  },
  {
    name: 'W12',
    about: 'chain of five filters and projections',
    app: `${stock}from StockStream[price > 10.0f] select symbol, price, volume insert into S1;
      from S1[volume > 10L] select symbol, price * 2.0f as price, volume insert into S2;
      from S2[price < 190.0f] select symbol, price, volume + 1L as volume insert into S3;
      from S3[price > 30.0f] select symbol, price, volume insert into S4;
      @info(name='q') from S4[volume < 990L] select symbol, price insert into Out;`,
  },
];

export const workloadOf = (name: string): Workload =>
  must(
    workloads.find((w) => w.name === name),
    `the workload ${name}`,
  );

/** W3 with a window of so many events. */
export function windowOf(held: number): Workload {
  const w3 = workloadOf('W3');
  return {...w3, app: w3.app.replace('length(1000)', `length(${held})`)};
}
