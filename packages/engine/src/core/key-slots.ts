/**
 * In front of a map by text: an entry is found by up to three letters of its key, in half the time that `Map.get`
 * takes, which walks chains that no processor foretells. Entries that share a slot with another are found in the map.
 *
 * What stands in a slot may have left the map: the owner must be able to tell, and looks it up then.
 */
export class KeySlots<E extends {readonly key: unknown}> {
  /** As many as `mask + 1`, each with the entry that was found last, or `none`. */
  slots: E[];
  mask = 0;
  /** Which letters, from the end of a key: those in which keys differ most. */
  first = nowhere;
  second = nowhere;
  third = nowhere;
  readonly #none: E;
  /** With so many entries there are to be more slots. */
  #enough = fewest;

  readonly #most: number;

  /** `none`: an entry that its owner takes for one that has left the map. `most`: with more entries there are no slots. */
  constructor(none: E, most = nearest) {
    this.#none = none;
    this.#most = most;
    this.slots = [none];
  }
  /** To be called when `key` was found in the map, which holds `entries`. */
  found(key: string, entry: E, map: Keys): void {
    if (map.size >= this.#enough) this.#spread(map);
    this.slots[slotOf(key, this)] = entry;
  }
  /** The entry of `key` is to be looked up in the map again. */
  lost(key: string): void {
    this.slots[slotOf(key, this)] = this.#none;
  }
  #spread(map: Keys): void {
    if (map.size > this.#most) {
      this.clear();
      this.#enough = Infinity;
      return;
    }
    this.#enough = map.size * 4;
    const size = Math.min(mostSlots, 1 << (36 - Math.clz32(map.size - 1)));
    this.slots = Array.from({length: size}, () => this.#none);
    this.mask = size - 1;
    const keys: string[] = [];
    for (const key of map.keys()) if (typeof key === 'string' && keys.push(key) === sample) break;
    const places: number[] = [];
    for (let i = 0; i < 3; i++) places.push(tellingPlace(keys, places));
    [this.first = nowhere, this.second = nowhere, this.third = nowhere] = places;
  }
  /** Forgets all entries. */
  clear(): void {
    this.slots = [this.#none];
    this.mask = 0;
    this.#enough = fewest;
  }
}

/** Of the map. */
type Keys = {readonly size: number; keys(): Iterable<unknown>};

/** A map with less entries needs no slots. */
const fewest = 4;
/** With more, the slots would no longer be near. */
const nearest = 1024;
const mostSlots = 4096;
/** Keys that are looked at, and letters of each. */
const sample = 256;
const farthest = 32;
/** A place that no key reaches. */
const nowhere = 2 ** 30;

export function slotOf(key: string, at: Pick<KeySlots<never>, 'mask' | 'first' | 'second' | 'third'>): number {
  const {length} = key;
  const {first, second, third} = at;
  let slot = 0;
  if (first <= length) slot = key.charCodeAt(length - first);
  if (second <= length) slot ^= key.charCodeAt(length - second) << 4;
  if (third <= length) slot ^= key.charCodeAt(length - third) << 8;
  return slot & at.mask;
}

/** The letter, from the end, that together with those at `places` tells most keys apart. */
function tellingPlace(keys: readonly string[], places: readonly number[]): number {
  let [best, apart] = [nowhere, places.length === 0 ? 1 : toldApart(keys, places)];
  for (let place = 1; place <= farthest; place++) {
    const told = toldApart(keys, [...places, place]);
    if (told > apart) [best, apart] = [place, told];
  }
  return best;
}
const toldApart = (keys: readonly string[], places: readonly number[]): number =>
  new Set(keys.map((key) => places.map((place) => key.at(-place) ?? '').join('\n'))).size;
