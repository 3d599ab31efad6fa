import fc from 'fast-check';
import {expect, test} from 'vitest';
import {Queue, QueueReader} from './queue.ts';

/** Of those that come, and one that is not equal to itself. */
const dropped = Number.NaN;
const doing = fc.oneof(
  fc.nat(9),
  fc.constant(dropped),
  fc.constantFrom('pop' as const, 'shift' as const, 'shift' as const, 'drop' as const, 'read' as const),
);

test('a queue holds what a list would, and its newest reader what it held then', () =>
  fc.assert(
    fc.property(fc.array(doing, {maxLength: 400, size: 'max'}), (all) => {
      const queue = new Queue();
      const list: number[] = [];
      let reader = new QueueReader(queue);
      let then: number[] = [];
      for (const each of all) {
        if (typeof each === 'number') {
          queue.push(each);
          list.push(each);
        } else if (each === 'read') {
          reader = new QueueReader(queue);
          then = [...list];
        } else if (each === 'drop') {
          queue.drop(dropped);
          const at = list.findIndex((value) => Object.is(value, dropped));
          if (at >= 0) list.splice(at, 1);
        } else if (list.length > 0) {
          queue[each]();
          list[each]();
        }
        expect(queue.save()).toEqual(list);
        expect(queue.length).toBe(list.length);
        if (list.length > 0) expect([queue.first(), queue.last()]).toEqual([list[0], list.at(-1)]);
        expect(Array.from({length: reader.length}, (_, i) => reader.at(i))).toEqual(then);
      }
    }),
    {numRuns: 60},
  ));
