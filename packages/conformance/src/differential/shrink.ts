import type {Spec} from './generate.ts';
import {judge, type Judgement} from './judge.ts';
import type {Oracle} from './oracle.ts';
import {smallerApps} from './smaller-apps.ts';
import {smallerSteps} from './smaller-steps.ts';

type Different = Extract<Judgement, {verdict: 'different'}>;

/** At once to the reference engine. */
const chunk = 12;

/**
 * A spec as small as single removals make it that still differs in the same
 * way and for no known reason. Greedy: after each success it starts anew.
 */
export async function shrink(oracle: Oracle, from: Different): Promise<Different> {
  let best = from;
  for (let rounds = 0; rounds < 300; rounds++) {
    const next = await smaller(oracle, best);
    if (!next) return best;
    best = next;
  }
  return best;
}

async function smaller(oracle: Oracle, of: Different): Promise<Different | undefined> {
  const {id, section, app, steps, collect} = of.case;
  const settle = app.includes('define aggregation') ? {settle: 100} : {};
  const candidates = candidatesOf({id, section, app, steps, collect, ...settle});
  for (let i = 0; i < candidates.length; i += chunk) {
    const some = candidates.slice(i, i + chunk);
    const answers = await oracle.ask(some);
    for (const [j, spec] of some.entries()) {
      const judged = judge(spec, answers[j]!);
      if (judged.verdict === 'different' && sameWay(judged, of)) return judged;
    }
  }
  return undefined;
}

/** Errors stay errors, outputs stay outputs: else one difference turns into another on the way. */
function sameWay(a: Different, b: Different): boolean {
  const [x, y] = [a, b].map(({case: of, difference}) => `${difference.what} ${of.expect.error?.phase}`);
  return x === y;
}

function candidatesOf(spec: Spec): Spec[] {
  return [...smallerSteps(spec), ...smallerApps(spec)];
}
