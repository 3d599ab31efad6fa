/** The stream that the load goes to: `client`, and `n`, which counts from 0 for each client. */
export const SOURCE_PATH = '/counted';

/**
 * One output for each event, which tells how many events of its client have been seen: a lost, doubled or reordered event, and
 * a state that is not what it was, each show in it.
 */
export function countingApp(sink: string, port: number): string {
  return `@app:name('Counted')

@source(type='http', receiver.url='http://0.0.0.0:${port}${SOURCE_PATH}', @map(type='json'))
define stream Events (client int, n int);

@sink(type='http', publisher.url='${sink}', @map(type='json'))
define stream Counts (client int, n int, seen long);

@info(name='count')
from Events select client, n, count() as seen group by client insert into Counts;
`;
}

/** What the second image carries beside it, so that it is another image. */
export const ANOTHER_APP = `@app:name('Another')

define stream Unused (value int);

@info(name='nothing')
from Unused[value > 0] select value insert into More;
`;
