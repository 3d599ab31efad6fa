/** The app of the demo: a filter, a length window with group by, two time windows, a pattern and a table. */
export function flightsApp(collector: string): string {
  const sink = (path: string): string => `@sink(type='http', publisher.url='${collector}/${path}', @map(type='json'))`;
  return `@app:name('Flights')

@source(type='http', receiver.url='http://0.0.0.0:8006/flights', @map(type='json'))
define stream Flights (client int, n int, delay int, distance int, time double);

${sink('late')}
define stream Late (client int, n int, delay int, distance int);
${sink('recent')}
define stream Recent (distance int, flights long, meanDelay double);
${sink('last-second')}
define stream LastSecond (flights long, worst int);
${sink('seconds')}
define stream Seconds (flights long, meanDelay double);
${sink('pairs')}
define stream Pairs (distance int, first int, second int);

@PrimaryKey('distance')
define table Routes (distance int, flights long, totalDelay long);

@info(name='filter')
from Flights[delay > 60] select client, n, delay, distance insert into Late;

@info(name='length-window')
from Flights#window.length(500) select distance, count() as flights, avg(delay) as meanDelay group by distance insert into Recent;

@info(name='time-window')
from Flights#window.time(1 sec) select count() as flights, max(delay) as worst insert into LastSecond;

@info(name='batches')
from Flights#window.timeBatch(1 sec) select count() as flights, avg(delay) as meanDelay insert into Seconds;

@info(name='pattern')
from every a=Late[delay > 180] -> b=Late[delay > 180 and distance == a.distance] within 5 sec
select a.distance as distance, a.delay as first, b.delay as second insert into Pairs;

@info(name='table')
from Flights select distance, count() as flights, sum(delay) as totalDelay group by distance
update or insert into Routes set Routes.flights = flights, Routes.totalDelay = totalDelay on Routes.distance == distance;
`;
}

export const finalTable = 'from Routes select distance, flights, totalDelay order by distance';
