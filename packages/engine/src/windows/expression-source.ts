import type {Call} from '@tandem/siddhiql';
import type {Row} from '../api.ts';
import type {Arguments} from './arguments.ts';
import {compileRunning, type RunningExpression} from './running-expression.ts';
import type {WindowInput} from './window.ts';

/** Where an expression window has its condition from: its text, or a string attribute of each event. */
export type ExpressionSource =
  | {kind: 'constant'; expression: RunningExpression; compile: (text: string) => RunningExpression}
  | {kind: 'attribute'; index: number; compile: (text: string) => RunningExpression};

export function expressionSource(args: Arguments, call: Call, input: WindowInput): ExpressionSource {
  const at = call.args === '*' ? call.at : (call.args[0]?.at ?? call.at);
  let known: RunningExpression | undefined;
  /** Remembers the newest text: the instances of all partition keys mostly use the same. */
  const compile = (text: string): RunningExpression => {
    if (known?.text !== text) known = compileRunning(text, input, at);
    return known;
  };
  if (args.at(0)?.kind === 'attribute') {
    return {kind: 'attribute', index: args.attribute(0, 'the expression', 'string').index, compile};
  }
  const text = args.text(0, 'the expression', 'a string constant or a string attribute');
  return {kind: 'constant', expression: compile(text), compile};
}

/** The text that an event brings along; undefined where it is constant. Throws where it is null. */
export function textOf(source: ExpressionSource, row: Row): string | undefined {
  if (source.kind === 'constant') return undefined;
  const text = row[source.index];
  if (typeof text !== 'string') throw new Error('the expression of a window is null');
  return text;
}
