export {aggregators} from './aggregators/index.ts';
export {scalars} from './scalars/index.ts';
export {converter} from './convert.ts';
export {doubleText, floatText, valueText} from './java-text.ts';
export * from './long.ts';
export {
  type Aggregator,
  type Argument,
  type EmitHelp,
  numeric,
  type Ruling,
  type ScalarFunction,
  type Type,
} from './record.ts';
