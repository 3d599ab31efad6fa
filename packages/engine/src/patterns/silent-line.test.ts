import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {Partial} from './partial.ts';
import {SilentLine} from './silent-line.ts';

test('it says what a map of partials and times says, in the order in which they were added until times ask for theirs', () =>
  fc.assert(
    fc.property(
      fc.array(fc.record({does: fc.constantFrom('add', 'add', 'remove', 'until'), id: fc.nat(99), due: fc.nat(20)}), {
        maxLength: 400,
      }),
      (all) => {
        const line = new SilentLine(1);
        const other = new SilentLine(0);
        const partials = Array.from({length: 100}, (_, id) => new Partial(id, []));
        for (const partial of partials.slice(0, 50)) other.add(partial, 7);
        let map = new Map<Partial, number>();
        const sorted = (): [Partial, number][] => [...map].sort(([, a], [, b]) => a - b);
        for (const {does, id, due} of all) {
          const partial = partials[id]!;
          expect([line.has(partial), line.due(partial)]).toEqual([map.has(partial), map.get(partial)]);
          if (does === 'until') {
            map = new Map(sorted());
            const found = line.until(due).map((one) => [one.partial.id, one.due]);
            expect(found).toEqual([...map].filter(([, its]) => its <= due).map(([p, its]) => [p.id, its]));
            expect(line.earliest()).toBe(sorted()[0]?.[1]);
          } else {
            expect(line.remove(partial)).toBe(map.delete(partial));
            if (does === 'add') {
              line.add(partial, due);
              map.set(partial, due);
            }
          }
          expect(line.size).toBe(map.size);
        }
        expect(line.partials()).toEqual([...map.keys()]);
        expect(line.times()).toEqual([...map.values()]);
        expect(other.partials()).toEqual(partials.slice(0, 50));
      },
    ),
  ));
