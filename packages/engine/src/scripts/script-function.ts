import {compileFunction, constants, createContext} from 'node:vm';
import {type AttributeType, type FunctionDefinition, SiddhiAppError, type Span} from '@tandem/siddhiql';
import {PRELUDE} from './prelude.ts';
import {scriptResult} from './script-result.ts';

/** A function that the app defines. `call` throws an Error that names the function. */
export type ScriptFunction = {returns: AttributeType; call: (...args: unknown[]) => unknown};

/** What scripts see of the engine. */
export type ScriptPorts = {now: () => number; random: () => number; text: string};

const STRICT = "'use strict';";

/**
 * Compiles `define function f[javascript] return T {...}` in a context of its
 * own. The body is strict code with the arguments in `data`. It is trusted
 * code: it can run for ever, and objects that it gets are the engine's.
 */
export function compileScript(definition: FunctionDefinition, ports: ScriptPorts): ScriptFunction {
  const {id, language, returns} = definition;
  if (language.toLowerCase() !== 'javascript') {
    throw new SiddhiAppError(
      'creation',
      `the language '${language}' of function '${id}' is not supported, expected javascript`,
      definition.at,
    );
  }
  const context = createContext(constants.DONT_CONTEXTIFY);
  const prepare = compileFunction(PRELUDE, ['now', 'random'], {parsingContext: context});
  const caller = prepare(ports.now, ports.random) as (script: unknown) => (...args: unknown[]) => unknown;
  const script = caller(compileBody(definition, context, ports.text));
  const result = scriptResult(returns);
  return {
    returns,
    call: (...args) => {
      try {
        return result(script(...args));
      } catch (error) {
        throw new Error(`the script function ${id}() failed: ${reasonOf(error)}`, {cause: error});
      }
    },
  };
}

function compileBody(definition: FunctionDefinition, parsingContext: object, text: string): unknown {
  const {id, body} = definition;
  try {
    return compileFunction(STRICT + body, ['data'], {parsingContext, filename: id});
  } catch (error) {
    throw new SiddhiAppError(
      'creation',
      `the body of function '${id}' is no JavaScript: ${reasonOf(error)}`,
      placeOf(error, definition, text) ?? definition.at,
    );
  }
}

/** An error of the script's context is no instance of this one's `Error`; anything may be thrown. */
function reasonOf(error: unknown): string {
  const message = (error as {message?: unknown} | null | undefined)?.message;
  return typeof message === 'string' && message !== '' ? message : String(error);
}

/** Where in the app's text a syntax error lies: V8 tells its line, and its column by a caret. */
function placeOf(error: unknown, {body, at}: FunctionDefinition, text: string): Span | null {
  const [first = '', , caret = ''] = String((error as {stack?: unknown}).stack).split('\n');
  const line = Number(/:(\d+)$/.exec(first)?.[1] ?? 0);
  const column = caret.indexOf('^');
  if (line < 1 || column < 0) return null;
  const start = at.end - 1 - body.length;
  const before = body.split('\n').slice(0, line - 1);
  const inLine = line === 1 ? Math.max(0, column - STRICT.length) : column;
  const offset = start + before.reduce((sum, l) => sum + l.length + 1, 0) + inLine;
  const length = Math.max(1, caret.trimEnd().length - column);
  const place = at.line + text.slice(at.start, offset).split('\n').length - 1;
  const inText = offset - text.lastIndexOf('\n', offset - 1);
  return {start: offset, end: offset + length, line: place, column: inText, endLine: place, endColumn: inText + length};
}
