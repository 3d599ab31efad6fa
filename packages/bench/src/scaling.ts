import {must, seeded} from '@tandem/base';
import {createApp} from '@tandem/engine';

/** One cost that must not grow with the size of what is held. */
export type Subject = {
  name: string;
  about: string;
  /** Three sizes, ten times apart. */
  sizes: readonly [number, number, number];
  app(size: number): string;
  /** Before anything is measured; `send` as for events. */
  fill?(size: number): number;
  /** How many keys the events have. */
  keys(size: number): number;
};

const S = 'define stream S (k int, v int, ts long);';

export const subjects: readonly Subject[] = [
  {
    name: 'join',
    about: 'join of two windows of that length on equality, a key for each event',
    sizes: [100, 1000, 10_000],
    app: (n) => `${S} ${S.replace('S (', 'T (')}
      from S#window.length(${n}) as a join T#window.length(${n}) as b on a.k == b.k select a.v as x, b.v as y insert into Out;`,
    keys: (n) => n,
  },
  {
    name: 'table',
    about: 'look-up by primary key in a table of that many rows',
    sizes: [1000, 10_000, 100_000],
    app: () => `${S} define stream Fill (k int, w int); @PrimaryKey('k') define table R (k int, w int); from Fill insert into R;
      from S join R on S.k == R.k select S.v as x, R.w as y insert into Out;`,
    fill: (n) => n,
    keys: (n) => n,
  },
  {
    name: 'pattern',
    about: 'pattern by key with that many partial matches waiting',
    sizes: [1000, 10_000, 100_000],
    app: () => `${S} from every a=S[v < 500] -> b=S[v >= 500 and k == a.k] select a.v as x, b.v as y insert into Out;`,
    keys: (n) => n,
  },
  {
    name: 'expiry',
    about: 'externalTime window that holds that many events',
    sizes: [1000, 10_000, 100_000],
    app: (n) =>
      `${S} from S#window.externalTime(ts, ${n}) select k, count() as c, sum(v) as s group by k insert into Out;`,
    keys: () => 100,
  },
  {
    name: 'groups',
    about: 'sum and average of that many groups, no window',
    sizes: [1000, 10_000, 100_000],
    app: () => `${S} from S select k, sum(v) as s, avg(v) as a group by k insert into Out;`,
    keys: (n) => n,
  },
  {
    name: 'window groups',
    about: 'sum and average by group of a window that holds that many events, a group for every tenth',
    sizes: [1000, 10_000, 100_000],
    app: (n) => `${S} from S#window.length(${n}) select k, sum(v) as s, avg(v) as a group by k insert into Out;`,
    keys: (n) => n / 10,
  },
  {
    name: 'partition',
    about: 'partition with that many keys, length(10) in each',
    sizes: [100, 1000, 10_000],
    app: () =>
      `${S} partition with (k of S) begin from S#window.length(10) select k, avg(v) as a insert into Out; end;`,
    keys: (n) => n,
  },
  {
    name: 'timers',
    about: 'that many timers waiting (a timeBatch a key), one firing every 20 events',
    sizes: [100, 1000, 10_000],
    app: (n) => `@app:playback ${S} partition with (k of S) begin
      from S#window.timeBatch(${20 * n}) select k, count() as c insert into Out; end;`,
    keys: (n) => n,
  },
];

export type Scaled = {rate: number};

/** Events a second of CPU of this thread, at one size. */
export function scaled(job: {subject: string; size: number; warm: number; measure: number}): Scaled {
  const subject = must(
    subjects.find((s) => s.name === job.subject),
    'a known subject',
  );
  const {size} = job;
  let failure: Error | undefined;
  const app = createApp(subject.app(size), {onError: ({error}) => (failure ??= error)});
  let outputs = 0;
  app.onRow('Out', () => {
    outputs++;
  });
  app.start();
  const playback = app.playback;
  for (let i = 0; i < (subject.fill?.(size) ?? 0); i++) app.send('Fill', [i, i], playback ? i : undefined);
  const first = app.input('S');
  const second = app.streams.has('T') ? app.input('T') : first;
  const random = seeded(7);
  const keys = subject.keys(size);
  let at = 1;
  const feed = (count: number): void => {
    for (let i = 0; i < count; i++, at++) {
      const row = [Math.floor(random.next() * keys), Math.floor(random.next() * 1000), at];
      (at % 2 === 0 ? first : second).send(row, playback ? at : undefined);
    }
    if (failure) throw failure;
  };
  const cpu = (): number => {
    const {user, system} = process.threadCpuUsage();
    return (user + system) / 1e6;
  };
  const feedFor = (seconds: number): number => {
    const [from, start] = [at, cpu()];
    for (;;) {
      feed(1024);
      const used = cpu() - start;
      if (used >= seconds) return (at - from) / used;
    }
  };
  // What is held must be there before anything is measured.
  feed(4 * size);
  feedFor(job.warm);
  const rate = feedFor(job.measure);
  if (outputs === 0) throw new Error(`${subject.name} at ${size} gave no output: nothing was measured`);
  return {rate};
}
