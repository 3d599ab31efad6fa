/** State of one kind, and how to come by it. `held`: how many of what the table counts. */
export type Shape = {
  name: string;
  text: string;
  /** Events to send until it is full. */
  events: number;
  /** What restoring is counted in. */
  held: number;
  /** Different values of `id`. */
  ids: number;
  /** ms between two events; 0: the clock stands. */
  step: number;
};

const stream = 'define stream S (symbol string, price double, volume long, id int);';

/** `n` events in windows, a tenth as many groups, keys and pending matches. */
export function shapes(n: number): Shape[] {
  const tenth = Math.ceil(n / 10);
  const shape = (name: string, text: string, rest: Partial<Shape> = {}): Shape => ({
    name,
    text: `${stream} ${text}`,
    events: n,
    held: n,
    ids: tenth,
    step: 0,
    ...rest,
  });
  return [
    shape(`length(${n})`, `from S#window.length(${n}) select symbol, avg(price) as p insert into O;`),
    shape(
      `length(${n}), sum, avg and max by ${tenth} groups`,
      `from S#window.length(${n}) select id, sum(volume) as s, avg(price) as a, max(price) as m group by id insert into O;`,
    ),
    shape(`time, ${n} events`, 'from S#window.time(10 hours) select symbol, sum(volume) as s insert into O;', {
      step: 1,
    }),
    shape(
      `${tenth} groups, no window`,
      'from S select id, sum(volume) as s, avg(price) as a, max(price) as m group by id insert into O;',
      {events: 2 * tenth, held: tenth},
    ),
    shape(
      `${tenth} partition keys, length(10) each`,
      'partition with (id of S) begin from S#window.length(10) select id, sum(volume) as s insert into O; end;',
    ),
    shape(
      `a table of ${n} rows, key and index`,
      `@primaryKey('id') @index('symbol') define table T (id int, symbol string, price double, volume long);
       from S select id, symbol, price, volume update or insert into T on T.id == id;`,
      {ids: n},
    ),
    shape(
      `aggregation of ${tenth} groups, sec...hour`,
      `define aggregation A from S select id, sum(volume) as s, avg(price) as a group by id aggregate every sec...hour;`,
      {events: 2 * tenth, held: 2 * tenth, step: 1},
    ),
    shape(
      `${tenth} pending matches of a pattern`,
      'from every e1=S[price > 0.0] -> e2=S[id == e1.id and price < 0.0] select e1.id as a insert into O;',
      {events: tenth, held: tenth},
    ),
  ];
}
