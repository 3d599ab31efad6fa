/** `longest`: ms of a turn; `share`: of the time that turns take, above 0 up to 1. */
export type Turn = {longest: number; share: number};
/** How work in turns goes on. `busy`: the share of the time between turns in which the thread did something else, 0 to 1. */
export type Pace = (busy: number) => Turn;

/** A state is restored while nothing is applied. */
export const restorePace: Pace = () => ({longest: 4, share: 1});

/** Of what the thread leaves idle, to snapshots: the rest is for what comes in waves. */
const ofIdle = 1 / 3;
/** Under any load, so that a snapshot is never given up for it. */
const least = 1 / 10;
/** When it has to be done. */
const hurried = 1 / 2;
/** From here on of the limit what is kept until the snapshot makes it hurry, up to there, where the active asks for one by itself. */
const [fills, full] = [1 / 4, 1 / 2];
/** ms. A wait of the platform's timers is 1 at least. */
const [shortestTurn, longestTurn, shortestRest] = [0.25, 1, 1];

/**
 * A cut is written beside entries, each of which waits for turns on both nodes: in a part of the time that the thread has to spare,
 * a tenth of all time at least. `fill` says how much of what may be kept until the snapshot is saved is kept already: inputs
 * would be refused at 1, and so half of all time is taken from 1/2 on.
 */
export function cutPace(fill: () => number): Pace {
  return (busy) => {
    const pressure = Math.min(Math.max((fill() - fills) / (full - fills), 0), 1);
    const relaxed = Math.max((1 - busy) * ofIdle, least);
    const share = relaxed + pressure * (hurried - relaxed);
    const longest = (shortestRest * share) / (1 - share);
    return {longest: Math.min(Math.max(longest, shortestTurn), longestTurn), share};
  };
}
