import type {Plain} from '@tandem/wire';

/** What `save` of a partition gives, its queries renamed; those without a new name are left out. */
export function renameQueries(state: Plain, names: ReadonlyMap<string, string>): Plain {
  return (state as [string, number, ReadonlyMap<string, Plain>][]).map(([key, used, queries]) => [
    key,
    used,
    new Map(
      [...queries].flatMap(([name, saved]) => {
        const to = names.get(name);
        return to === undefined ? [] : [[to, saved] as const];
      }),
    ),
  ]);
}
