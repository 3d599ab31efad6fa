import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {parse, parseExpression, parseOnDemandQuery, parseQuery} from './parser.ts';
import {print, type Printable} from './printer.ts';
import {app} from './testing/arbitrary-app.ts';
import {expression} from './testing/arbitrary-expression.ts';
import {onDemand, query} from './testing/arbitrary-query.ts';
import {withoutSpans} from './testing/strip.ts';

/** A printed tree parses to itself, and prints as the same text again. */
function survivesPrinting(
  arbitrary: fc.Arbitrary<Printable>,
  parser: (text: string) => Printable,
  numRuns: number,
): void {
  fc.assert(
    fc.property(arbitrary, (tree) => {
      const text = print(tree);
      const again = parser(text);
      expect(withoutSpans(again)).toEqual(withoutSpans(tree));
      expect(print(again)).toBe(text);
    }),
    {numRuns},
  );
}

test('any expression survives being printed and parsed', () => survivesPrinting(expression, parseExpression, 1500));
test('any query survives being printed and parsed', () => survivesPrinting(query, parseQuery, 500));
test('any on-demand query survives being printed and parsed', () =>
  survivesPrinting(onDemand, parseOnDemandQuery, 300));
test('any app survives being printed and parsed', () => survivesPrinting(app, parse, 200));
