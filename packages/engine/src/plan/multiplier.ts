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

/** A stream function that makes several rows, or none, of one. What one event becomes stays in its chunk. */
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
      const add = (out: Chunk, ts: number, kind: Kind, row: Row): void => {
        for (const value of values(ts, row)) out.push(ts, kind, [...row, value]);
      };
      const pass = (out: Chunk): void => {
        if (out.length > 0) next.chunk(out);
      };
      return {
        one: (ts, row) => {
          const out = new Chunk();
          add(out, ts, CURRENT, row);
          pass(out);
        },
        pair: (expiredAt, expired, ts, row) => {
          const out = new Chunk();
          add(out, expiredAt, EXPIRED, expired);
          add(out, ts, CURRENT, row);
          pass(out);
        },
        chunk: (chunk) => {
          const out = new Chunk();
          for (let i = 0; i < chunk.length; i++) {
            const kind = chunk.kinds[i]!;
            if (kind === RESET) out.reset(chunk.ts[i]!);
            else add(out, chunk.ts[i]!, kind, chunk.rows[i]!);
          }
          pass(out);
        },
      };
    },
  };
}
