import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {SiddhiAppError} from './error.ts';
import {parse, parseExpression, parseOnDemandQuery, parseQuery} from './parser.ts';
import {print} from './printer.ts';
import {app} from './testing/arbitrary-app.ts';
import {keywords} from './token.ts';

const parsers = [parse, parseQuery, parseOnDemandQuery, parseExpression];

/** Anything but a SiddhiAppError of kind `syntax` with a place inside the text would be a defect. */
function refusesProperly(text: string): void {
  for (const parser of parsers) {
    try {
      parser(text);
    } catch (error) {
      if (!(error instanceof SiddhiAppError)) throw error;
      expect(error.kind).toBe('syntax');
      const {span} = error;
      expect(span).toBeDefined();
      if (!span) return;
      expect(span.start).toBeLessThanOrEqual(span.end);
      expect(span.end).toBeLessThanOrEqual(text.length);
      expect(error.message).toContain(`line ${error.line}, column ${error.column}`);
    }
  }
}

test('any text is parsed or properly refused', () => {
  fc.assert(fc.property(fc.string({unit: 'binary', maxLength: 60}), refusesProperly), {numRuns: 1000});
});

const piece = fc.oneof(
  fc.constantFrom(...keywords),
  fc.constantFrom(
    ...': ; . ... ( ) [ ] , = * + ? - / % < <= > >= == != -> @ # ! { } ` \' " """ -- /* */ ${x} $'.split(' '),
  ),
  fc.constantFrom('S', 'a', '1', '5L', '1.5', '99999999999', "'x'", '`q`', '{ b }', '\n'),
);
test('any heap of words and signs is parsed or properly refused', () => {
  fc.assert(
    fc.property(fc.array(piece, {maxLength: 30}), (pieces) => refusesProperly(pieces.join(' '))),
    {numRuns: 3000},
  );
});

test('a well-formed app with pieces cut out, doubled or put in is parsed or properly refused', () => {
  const damage = fc.array(fc.record({at: fc.nat(), length: fc.nat(12), put: fc.option(piece, {nil: ''})}), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(app, damage, (tree, wounds) => {
      let text = print(tree);
      for (const {at, length, put} of wounds) {
        const from = at % (text.length + 1);
        text = `${text.slice(0, from)} ${put} ${text.slice(from + length)}`;
      }
      refusesProperly(text);
    }),
    {numRuns: 300},
  );
});
