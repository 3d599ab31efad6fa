import {mathFunctions} from '../math/index.ts';
import type {ScalarFunction} from '../record.ts';
import {strFunctions} from '../str/index.ts';
import {timeFunctions} from '../time/index.ts';
import {cast, convert} from './cast.ts';
import {coalesce, ifThenElse, orDefault} from './choice.ts';
import {createSet, currentTimeMillis, sizeOfSet, uuidFunction} from './engine.ts';
import {maximum, minimum} from './extremes.ts';
import {instanceOfFunctions} from './instance-of.ts';

const all: readonly ScalarFunction[] = [
  cast,
  convert,
  coalesce,
  ifThenElse,
  orDefault,
  ...instanceOfFunctions,
  maximum,
  minimum,
  currentTimeMillis,
  uuidFunction,
  createSet,
  sizeOfSet,
  ...strFunctions,
  ...mathFunctions,
  ...timeFunctions,
];

/** By name, with the namespace in front where there is one: `str:concat`. Names are case-sensitive. */
export const scalars: ReadonlyMap<string, ScalarFunction> = new Map(
  all.map((f) => [f.namespace === undefined ? f.name : `${f.namespace}:${f.name}`, f]),
);
