import type {ScalarFunction} from '../record.ts';
import {arithmeticFunctions} from './arithmetic.ts';
import {convertFunctions} from './convert.ts';
import {nowFunctions} from './now.ts';

export const timeFunctions: readonly ScalarFunction[] = [...nowFunctions, ...arithmeticFunctions, ...convertFunctions];
