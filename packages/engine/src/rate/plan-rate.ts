import {unreachable} from '@tandem/base';
import {type OutputRate, SiddhiAppError} from '@tandem/siddhiql';
import {allEveryEvents, firstEveryEvents, lastEveryEvents} from './event-rate.ts';
import type {RateHost, RateInfo, RatePlan, RateStage} from './rate.ts';
import {lastSnapshot, windowSnapshot} from './snapshot-rate.ts';
import {allEveryTime, firstEveryTime, lastEveryTime} from './time-rate.ts';

const eventRates = {all: allEveryEvents, first: firstEveryEvents, last: lastEveryEvents};
const timeRates = {all: allEveryTime, first: firstEveryTime, last: lastEveryTime};

/**
 * Checks `output … every …` and readies it for making instances. Times are by
 * the engine's clock, in a phase that starts when the instance is made, under
 * playback too.
 * Throws SiddhiAppError ('creation') where the rate can never let anything pass.
 */
export function planRate(rate: OutputRate, info: RateInfo): RatePlan {
  if (rate.kind === 'eventRate') {
    const {events, type} = rate;
    if (events < 1) throw new SiddhiAppError('creation', `'output every ${events} events' would never output`, rate.at);
    return plan(info.grouped && type !== 'all', (host) => eventRates[type](events, host));
  }
  const t = rate.every.ms;
  if (t < 1) throw new SiddhiAppError('creation', 'the time of an output rate must be at least 1 ms', rate.every.at);
  if (rate.kind === 'timeRate') {
    return plan(info.grouped && rate.type !== 'all', (host) => timeRates[rate.type](t, host));
  }
  if (rate.kind !== 'snapshotRate') return unreachable(rate, 'output rate');
  if (info.events === 'current' || info.events === 'expired') {
    const reason = `'output snapshot' takes all events: write 'insert into' or 'insert all events into', not '${info.events} events'`;
    throw new SiddhiAppError('creation', reason, rate.at);
  }
  return {
    needsGroups: info.grouped,
    everyEvent: true,
    create: (host) => (info.window ? windowSnapshot(t, info, host) : lastSnapshot(t, host)),
  };
}

function plan(needsGroups: boolean, create: (host: RateHost) => RateStage): RatePlan {
  return {needsGroups, everyEvent: false, create};
}
