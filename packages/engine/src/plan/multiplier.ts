import {must} from '@tandem/base';
import {multipliers} from '@tandem/functions';
import {type Call, SiddhiAppError} from '@tandem/siddhiql';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED, type Kind, RESET} from '../core/chunk.ts';
import type {Stage} from '../core/stage.ts';
import {CodeUnit} from '../expression/code-unit.ts';
import type {HandlersPlan} from './handlers.ts';
import type {Planner} from './planner.ts';
import {argumentsOf} from './stream-functions.ts';

/** A stream function that makes several rows, or none, of one, each a chunk of its own as in the reference engine. */
export function planMultiplier(
  call: Call,
  input: Pick<HandlersPlan, 'attributes' | 'scope'>,
  planner: Planner,
): Pick<HandlersPlan, 'attributes'> & {create(next: Stage): Stage} {
  const name = `${call.namespace}:${call.name}`;
  const multiplier = must(multipliers.get(name), 'a multiplier');
  const unit = new CodeUnit(planner, `${planner.appName}/${name}`);
  const body = unit.body();
  const args = argumentsOf(call, {unit, body, scope: input.scope, planner});
  const ruling = multiplier.rule(args);
  if ('refuse' in ruling) throw new SiddhiAppError('creation', ruling.refuse, call.at);
  if (input.attributes.some((a) => a.name === multiplier.adds)) {
    throw new SiddhiAppError('validation', `${name}() adds '${multiplier.adds}', which the input has already`, call.at);
  }
  const run = unit.constant(multiplier.plan(args));
  const values = unit.compile<(t: number, r: Row) => Row>(
    `return function(t,r){${body.declarations()}return ${run}(${args.map((a) => a.code).join(',')});};`,
  );
  return {
    attributes: [...input.attributes, {name: multiplier.adds, type: ruling.type}],
    create: (next) => {
      const hand = (ts: number, kind: Kind, row: Row): void => {
        for (const value of values(ts, row)) {
          if (kind === CURRENT) next.one(ts, [...row, value]);
          else next.chunk(Chunk.one(ts, [...row, value], kind));
        }
      };
      return {
        one: (ts, row) => hand(ts, CURRENT, row),
        pair: (expiredAt, expired, ts, row) => {
          hand(expiredAt, EXPIRED, expired);
          hand(ts, CURRENT, row);
        },
        chunk: (chunk) => {
          for (let i = 0; i < chunk.length; i++) {
            const [ts, kind] = [chunk.ts[i]!, chunk.kinds[i]!];
            if (kind === RESET) next.chunk(Chunk.one(ts, null as unknown as Row, RESET));
            else hand(ts, kind, chunk.rows[i]!);
          }
        },
      };
    },
  };
}
