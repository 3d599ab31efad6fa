import {readFileSync} from 'node:fs';
import {SiddhiAppError} from '@tandem/siddhiql';
import {describe, expect, test} from 'vitest';
import {createApp} from './create-app.ts';

type Refused = {app: string; kind: string; at: string; marked: string; message: string};

/** Wrong apps, one a line, with what users are told. */
const refused = readFileSync(new URL('../corpus/refused.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Refused);

/** Kind, line and column, the marked text and the first line of what is said. */
function refusal(app: string): Omit<Refused, 'app'> | undefined {
  try {
    createApp(app);
  } catch (error) {
    if (!(error instanceof SiddhiAppError)) throw error;
    const [message = '', , line = '', caret = ''] = error.message.split('\n');
    const marked = line.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1);
    return {kind: error.kind, at: `${error.line}:${error.column}`, marked, message};
  }
  return undefined;
}

test.each(refused)('$at $message', ({app, ...want}) => {
  expect(refusal(app)).toEqual(want);
});

describe('the corpus', () => {
  test('is not about a few mistakes only', () => {
    expect(refused.length).toBeGreaterThan(100);
    expect(refused.filter(({message}) => message.includes('did you mean')).length).toBeGreaterThan(25);
  });
  test('marks the text that is wrong, but where a word is missing at the end', () => {
    expect(refused.filter(({app, marked}) => marked === '' && app !== '')).toEqual([]);
  });
});
