import {seeded} from '@tandem/base';
import type {Step} from '../cases/case.ts';
import {Dice} from './dice.ts';
import {Draft} from './draft.ts';
import {steps} from './inputs.ts';
import {interrupted} from './lifecycle.ts';
import {mistaken} from './mistakes.ts';
import {themes} from './themes.ts';

/** What the reference engine and this one are both given; the format of a recorded case without its answer. */
export type Spec = {
  id: string;
  section: string;
  app: string;
  steps: Step[];
  collect: string[];
  /** The reference engine writes on other threads: for how long it is left alone before each question, in ms. */
  settle?: number;
};

/** The app and inputs of a seed: equal seeds give equal specs. */
export function generate(seed: number): Spec {
  // Neighbouring seeds start alike; a few draws part them.
  const random = seeded(Math.imul(seed, 0x9e3779b1));
  random.next();
  const dice = new Dice(random);
  const draft = new Draft(dice, dice.chance(0.4));
  const weights = Object.fromEntries(Object.entries(themes).map(([name, {weight}]) => [name, weight]));
  const chosen = dice.weighted({...weights, mistakes: 5});
  const theme = chosen === 'mistakes' ? dice.weighted(weights) : chosen;
  themes[theme]?.build(draft);
  const interrupts = dice.chance(themes[theme]?.interrupted ?? 0.12);
  if (interrupts) draft.annotations.unshift("@app:name('App')");
  const taken = steps(draft, dice.between(8, 24));
  const app = chosen === 'mistakes' ? mistaken(dice, draft.text) : draft.text;
  return {
    id: `differential.${chosen}.${seed}`,
    section: `differential.${chosen}`,
    app,
    steps: interrupts ? interrupted(dice, taken) : taken,
    collect: [...new Set(draft.collect)].filter((name) => new RegExp(`\\b${name}\\b`).test(app)),
    ...(draft.settles ? {settle: draft.timed ? 80 : 10} : {}),
  };
}
