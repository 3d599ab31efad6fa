import {expect, test} from 'vitest';
import {ManualClock} from '@tandem/base';
import type {Member} from '@tandem/cluster';
import type {Tasks, TaskState} from './ecs-tasks.ts';
import {lookFor, silence, StaleTask} from './stale-task.ts';

const arn = (id: string): string => `arn:aws:ecs:eu-west-1:1:task/Pair/${id}`;
const suspect = {nodeId: 'b', incarnation: 'b-1', taskArn: arn('b')};

/** A world in which the suspect beat last at time 0, and nobody but this node runs. */
class World {
  readonly clock = new ManualClock();
  readonly said: string[] = [];
  readonly stopped: string[] = [];
  linked: string | undefined;
  state: TaskState = 'running';
  failure: Error | undefined;
  rows = (): Member[] => [{nodeId: 'b', incarnation: 'b-1', properties: {}, ageMs: this.clock.now()}];
  readonly #tasks: Tasks = {
    state: () => (this.failure ? Promise.reject(this.failure) : Promise.resolve(this.state)),
    stop: (task) => Promise.resolve(void this.stopped.push(task)),
  };

  watch(of = suspect): StaleTask {
    const log = (message: string): void => void this.said.push(message);
    const stale = new StaleTask(
      {
        own: {nodeId: 'a', taskArn: arn('a')},
        members: () => Promise.resolve().then(() => this.rows()),
        linkedTo: () => this.linked,
        tasks: this.#tasks,
        clock: this.clock,
        log: {debug: log, info: log, warn: log, error: log},
      },
      of,
    );
    void stale.watch();
    return stale;
  }
  /** Lets each look end before the next. */
  async until(at: number): Promise<void> {
    const settle = async (): Promise<void> => {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    };
    await settle();
    for (let next = this.clock.next(); next !== undefined && next <= at; next = this.clock.next()) {
      this.clock.advanceTo(next);
      await settle();
    }
    this.clock.advanceTo(at);
  }
}

test('a deposed process that stays silent though its task runs is stopped, once, and not before it was silent for long', async () => {
  const world = new World();
  world.watch();
  await world.until(silence);
  expect(world.stopped).toEqual([]);
  await world.until(lookFor + 5000);
  expect(world.stopped).toEqual([arn('b')]);
  expect(world.said).toEqual([expect.stringContaining('stopped the stale task of b')]);
});

test.each<{name: string; world: (world: World) => void; says?: string}>([
  {name: 'beats still', world: (w) => (w.rows = () => [{...suspect, properties: {}, ageMs: 200}])},
  {
    name: 'has noticed and goes on as a passive node',
    world: (w) => (w.rows = () => [{...suspect, incarnation: 'b-1.1', properties: {}, ageMs: 200}]),
  },
  {
    name: 'was replaced by a new process',
    world: (w) => (w.rows = () => [{...suspect, incarnation: 'b-2', properties: {}, ageMs: 90_000}]),
  },
  {name: 'has left', world: (w) => (w.rows = () => [])},
  {name: 'is linked, though it cannot reach the database', world: (w) => (w.linked = 'b')},
  {
    name: 'may be silent because the database is',
    world: (w) =>
      (w.rows = () => {
        throw new Error('no answer');
      }),
  },
  {name: 'is being stopped already', world: (w) => (w.state = 'ending'), says: 'is gone'},
  {name: 'is not remembered by ECS', world: (w) => (w.state = 'unknown'), says: 'is gone'},
])('a process that $name is not stopped', async ({world: change, says}) => {
  const world = new World();
  change(world);
  world.watch();
  await world.until(lookFor * 2);
  expect(world.stopped).toEqual([]);
  expect(world.said).toEqual(says === undefined ? [] : [expect.stringContaining(says)]);
});

test('the silence counts from when this node could look: not the time for which the database was away', async () => {
  const world = new World();
  const rows = world.rows;
  world.rows = () => {
    throw new Error('no answer');
  };
  world.watch();
  await world.until(60_000);
  world.rows = rows;
  await world.until(60_000 + silence - 1000);
  expect(world.stopped).toEqual([]);
  await world.until(60_000 + silence + 2000);
  expect(world.stopped).toEqual([arn('b')]);
});

test('a link that was up for a moment begins the silence anew', async () => {
  const world = new World();
  world.watch();
  await world.until(14_500);
  world.linked = 'b';
  await world.until(16_500);
  world.linked = undefined;
  await world.until(16_500 + silence - 1000);
  expect(world.stopped).toEqual([]);
});

test('its own task is never stopped, whatever the row says', async () => {
  const world = new World();
  world.watch({...suspect, taskArn: arn('a')});
  await world.until(lookFor);
  expect(world.stopped).toEqual([]);
});

test('whoever is no longer active stops nobody', async () => {
  const world = new World();
  const stale = world.watch();
  await world.until(10_000);
  stale.end();
  await world.until(lookFor);
  expect(world.stopped).toEqual([]);
});

test('a task that ran under the own name and is silent is stopped; one that beats is told, and left', async () => {
  const own = {nodeId: 'a', incarnation: 'a-1', taskArn: arn('old')};
  const silent = new World();
  silent.rows = () => [{nodeId: 'a', incarnation: 'a-2', properties: {}, ageMs: 100}];
  silent.watch(own);
  await silent.until(lookFor);
  expect(silent.stopped).toEqual([arn('old')]);
  const beating = new World();
  let look = 0;
  beating.rows = () => [{nodeId: 'a', incarnation: ++look % 4 === 0 ? 'a-1' : 'a-2', properties: {}, ageMs: 100}];
  beating.watch(own);
  await beating.until(lookFor);
  expect(beating.stopped).toEqual([]);
  expect(beating.said).toEqual([expect.stringContaining('two tasks call themselves a')]);
});

test('an ECS that does not permit it is a warning', async () => {
  const world = new World();
  world.failure = new Error('not authorized to perform: ecs:DescribeTasks');
  world.watch();
  await world.until(lookFor);
  expect(world.said).toEqual([expect.stringMatching(/^the stale task .* could not be stopped: not authorized/)]);
});
