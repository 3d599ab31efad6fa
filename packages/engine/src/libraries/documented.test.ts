import {aggregators, multipliers, scalars} from '@tandem/functions';
import {expect, test} from 'vitest';
import {evaluate} from '../testing.ts';

const documented = [...scalars.values(), ...aggregators.values()];
const examples = documented.flatMap((f) => f.examples.map((e) => [e.expression, e.result] as const));

test.each(examples)('the documented %s is %s', (expression, result) => {
  const value = evaluate(expression);
  if (typeof result === 'number') expect(value).toBeCloseTo(result, 12);
  else expect(value).toBe(result);
});

test('every record says what it does and how it is called', () => {
  for (const {name, namespace, signature, doc} of [...documented, ...multipliers.values()]) {
    expect(signature).toContain(`${namespace === undefined ? name : `${namespace}:${name}`}(`);
    expect(doc, name).toMatch(/[.)]$/);
  }
});
