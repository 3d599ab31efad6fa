import type {Random} from '@tandem/base';
import {must} from '@tandem/base';
import type {FaultKind} from './fault.ts';

/** Faults of one episode with the wait before each, ms from its beginning. The first begins at 0 on a whole pair. */
export type Episode = {kind: FaultKind; after: number}[];

/**
 * Draws episodes so that each kind comes equally often: as from a pack of cards that is shuffled when it is empty.
 * Every third episode has a second fault that begins while the first lasts or the pair recovers, every tenth a third one.
 */
export function* episodes(kinds: readonly FaultKind[], random: Random): Generator<Episode, never> {
  let pack: FaultKind[] = [];
  const draw = (fits: (kind: FaultKind) => boolean): FaultKind | undefined => {
    if (pack.length === 0) pack = shuffled(kinds, random);
    const at = pack.findIndex(fits);
    return at < 0 ? undefined : pack.splice(at, 1)[0];
  };
  for (;;) {
    const episode: Episode = [
      {
        kind: must(
          draw(() => true),
          'a kind of fault',
        ),
        after: 0,
      },
    ];
    for (let more = [1, 1, 1, 1, 1, 1, 2, 2, 2, 3][random.below(10)] ?? 1; more > 1; more--) {
      const kind = draw((next) => fits(next, episode));
      if (kind) episode.push({kind, after: Math.round(50 * 160 ** random.next())});
    }
    yield episode;
  }
}

/** Whether a further fault may come on top: no second loss of memory, nothing twice in one place but the network. */
function fits(kind: FaultKind, episode: Episode): boolean {
  return !kind.ends && episode.every((other) => other.kind.place !== kind.place || kind.place === 'network');
}

function shuffled<T>(all: readonly T[], random: Random): T[] {
  const pack = [...all];
  for (let i = pack.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [pack[i], pack[j]] = [must(pack[j], 'in range'), must(pack[i], 'in range')];
  }
  return pack;
}
