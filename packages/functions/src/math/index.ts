import type {ScalarFunction} from '../record.ts';
import {bitFunctions} from './bits.ts';
import {rand} from './rand.ts';
import {realFunctions} from './real.ts';
import {textFunctions} from './texts.ts';

export const mathFunctions: readonly ScalarFunction[] = [...realFunctions, ...bitFunctions, ...textFunctions, rand];
