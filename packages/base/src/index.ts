export {assert, must, unreachable} from './assert.ts';
export {type Clock, type TimerHandle, ManualClock} from './clock.ts';
export {type Random, seeded} from './random.ts';
