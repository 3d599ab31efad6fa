import {createApp} from '../create-app.ts';
import {evaluate} from '../testing.ts';

/** An expression over one row: `[expression]`, or with `x` of a type and its value. */
export type Case = [expression: string, want: unknown, type?: string | undefined, value?: unknown];

export const valueOf = ([expression, , type, value]: Case): unknown =>
  type === undefined ? evaluate(expression) : evaluate(expression, `x ${type}`, [value ?? null]);

/** What a run-time error says. */
export function failureOf(expression: string, type = 'int', value: unknown = null): string {
  let said = 'no error';
  const app = createApp(`define stream S (x ${type}); from S select ${expression} as y insert into Out;`, {
    onError: ({error}) => {
      said = error.message;
    },
  });
  app.start();
  app.send('S', [value]);
  return said;
}

/** What a creation error says. */
export function refusalOf(expression: string, type = 'int'): string {
  try {
    createApp(`define stream S (x ${type}); from S select ${expression} as y insert into Out;`);
  } catch (error) {
    return (error as {kind: string; reason: string}).reason;
  }
  return 'no refusal';
}
