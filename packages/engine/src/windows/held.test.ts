import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Value} from '../api.ts';
import {DueHeap} from './due-heap.ts';
import {Held} from './held.ts';
import {KeyLines} from './key-index.ts';

test('a ring holds what an array would, across growth and restart', () =>
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat(99), fc.constant('shift'), fc.constant('restart')), {maxLength: 200}),
      (steps) => {
        let held = new Held();
        const model: number[] = [];
        for (const step of steps) {
          if (typeof step === 'number') {
            held.push(step, [step]);
            model.push(step);
          } else if (step === 'restart') {
            const fresh = new Held();
            fresh.load(held.save());
            held = fresh;
          } else if (model.length > 0) expect(held.shift()).toEqual([model.shift()]);
          const seen: number[] = [];
          held.each((ts) => seen.push(ts));
          expect(seen).toEqual(model);
        }
      },
    ),
  ));

test('the events of a key are those that a search through all would find', () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(fc.constantFrom('a', 'b', 'c', null, 1n), fc.nat(40), fc.constant('shift'), fc.constant('clear')),
        {
          maxLength: 200,
        },
      ),
      (steps) => {
        const held = new Held({position: 0, lines: new KeyLines(false), isSecond: false});
        for (const [i, step] of steps.entries()) {
          if (step === 'clear') held.load([[], []]);
          else if (step !== 'shift') held.push(i, [step]);
          else if (held.length > 0) held.shift();
          const keys = new Set<Value>(['x']);
          held.each((_, [key]) => keys.add(key!));
          for (const key of keys) {
            const seen: number[] = [];
            const want: number[] = [];
            for (let slot = held.first(key); slot >= 0; slot = held.after(slot)) seen.push(held.timestampAt(slot));
            held.each((ts, row) => (row[0] === key && key !== null ? want.push(ts) : undefined));
            expect(seen).toEqual(want);
          }
        }
      },
    ),
  ));

test('the heap hands out what is due, also where due times grew meanwhile', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(50), fc.nat(20), fc.boolean())), fc.nat(70), (items, limit) => {
      const heap = new DueHeap<{due: number; gone: boolean}>();
      const made = items.map(([due]) => ({due, gone: false}));
      for (const item of made) heap.add(item);
      for (const [i, [, later, gone]] of items.entries()) Object.assign(made[i]!, {due: made[i]!.due + later, gone});
      const taken = new Set<object>();
      for (let item = heap.take(limit); item; item = heap.take(limit)) taken.add(item);
      expect(taken).toEqual(new Set(made.filter(({due, gone}) => !gone && due <= limit)));
    }),
  ));
