import type {Step} from '../cases/case.ts';
import type {Dice} from './dice.ts';

/**
 * Steps with a snapshot at one place and a return to it at a later one: into
 * the running app, or into a fresh one. The app needs a name to find its snapshot.
 */
export function interrupted(dice: Dice, steps: readonly Step[]): Step[] {
  const persisted = dice.between(1, Math.max(1, steps.length - 3));
  const back = dice.between(persisted, Math.max(persisted, steps.length - 2));
  const fresh: Step[] = dice.chance(0.6) ? [{restart: true}] : [];
  return [
    ...steps.slice(0, persisted),
    {persist: true},
    ...steps.slice(persisted, back),
    ...fresh,
    {restore: true},
    ...steps.slice(back),
  ];
}
