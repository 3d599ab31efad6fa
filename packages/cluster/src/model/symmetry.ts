import type {Part} from './state.ts';

/** A part as it is when p1 and p2 change places. Both begin as followers that know nothing, so what one may do the other may. */
export function mirrored<P extends Part>(part: P): P {
  return swapped(part) as P;
}

function swapped(value: unknown): unknown {
  if (value === 'p1') return 'p2';
  if (value === 'p2') return 'p1';
  if (Array.isArray(value)) return value.map(swapped);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, swapped(of)]));
}
