export const SOURCE_PATH = '/smoke';

/** Counts the events of each client in a table that can be asked from outside: an event that is lost or doubled shows in it. */
export function smokeApp(port: number): string {
  return `@app:name('Smoke')

@source(type='http', receiver.url='http://0.0.0.0:${port}${SOURCE_PATH}', @map(type='json'))
define stream Events (client int, n int);

@PrimaryKey('client')
define table Counted (client int, seen long, last int);

@info(name='count')
from Events select client, count() as seen, n as last group by client
update or insert into Counted set Counted.seen = seen, Counted.last = last on Counted.client == client;
`;
}
