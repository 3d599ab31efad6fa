export {aggregators} from './aggregators/index.ts';
export {scalars} from './scalars/index.ts';
export {converter} from './convert.ts';
export {functionReference} from './reference.ts';
export {multipliers, type Multiplier} from './multipliers.ts';
export {doubleText, floatText, valueText} from './java-text.ts';
export * from './long.ts';
export {Queue, QueueReader} from './queue.ts';
export {
  type Aggregator,
  type Argument,
  type EmitHelp,
  type Kept,
  numeric,
  type Ruling,
  type ScalarFunction,
  type Type,
} from './record.ts';
export {type CivilTime, civilTime, dayNumber, millisOf} from './time/civil-time.ts';
