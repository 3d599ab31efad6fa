import type {Filter, SourceRef, StreamFunction} from '@tandem/siddhiql';
import {Chunk} from '../core/chunk.ts';
import type {Env} from '../core/env.ts';
import {fusing, type Stepping} from '../core/fused.ts';
import {FusedCode} from '../core/fused-code.ts';
import type {Stage} from '../core/stage.ts';
import {isWritable, type StepText} from '../core/step-text.ts';
import {CodeUnit} from '../expression/code-unit.ts';
import {compileExpression} from '../expression/compile-expression.ts';
import {type Attributes, RowScope} from '../expression/scope.ts';
import {Aggregates} from '../select/aggregates.ts';
import {fieldsState, type Owner} from '../select/fields.ts';
import type {Planner} from './planner.ts';
import {planMultiplier} from './multiplier.ts';
import {isMultiplier, planStreamFunction} from './stream-functions.ts';

export type HandlersPlan = {
  /** The row's attributes after the handlers. */
  attributes: Attributes;
  scope: RowScope;
  create(env: Env, next: Stage): Stage;
};

/**
 * Filters and stream functions in a row, as one generated stage. Filters judge
 * current and expired events alike; resets pass.
 */
export function planHandlers(
  handlers: readonly (Filter | StreamFunction)[],
  ids: readonly string[],
  attributes: Attributes,
  planner: Planner,
): HandlersPlan {
  let scope = new RowScope(ids, attributes);
  if (handlers.length === 0) return {attributes, scope, create: (_, next) => next};
  const at = handlers.findIndex((h) => h.kind !== 'filter' && isMultiplier(h.call));
  if (at >= 0) {
    const before = planHandlers(handlers.slice(0, at), ids, attributes, planner);
    const multiplier = planMultiplier((handlers[at] as StreamFunction).call, before, planner);
    const after = planHandlers(handlers.slice(at + 1), ids, multiplier.attributes, planner);
    return {...after, create: (env, next) => before.create(env, multiplier.create(after.create(env, next)))};
  }
  const unit = new CodeUnit(planner, `${planner.appName}/handlers`);
  const body = unit.body();
  // A filter's aggregators have a state of their own; after a window they see expired events too.
  const aggregates = new Aggregates(unit, planner, true);
  let steps = '';
  const conditions: string[] = [];
  let row = attributes;
  for (const handler of handlers) {
    const context = {unit, body, scope, planner, aggregate: aggregates.take};
    if (handler.kind === 'filter') {
      const condition = compileExpression(handler.condition, context);
      unit.expect(condition, 'bool', handler.condition, 'a filter');
      const holds = condition.sure ? condition.code : `(${condition.code})===true`;
      conditions.push(holds);
      steps += `if(!(${holds}))return null;`;
    } else {
      const fn = planStreamFunction(handler.call, row, context);
      row = [...row, ...fn.adds];
      scope = new RowScope(ids, row);
      steps += fn.code;
    }
  }
  const stepping = unit.pure && !aggregates.used;
  const fused = new FusedCode();
  const fuse = (stage: Stepping): ReturnType<typeof fusing> => fusing(stage, fused);
  const make = unit.compileMaker<
    (
      next: Stage,
      chunk: typeof Chunk,
      fuse: (stage: Stepping) => ReturnType<typeof fusing>,
      text: StepText | undefined,
    ) => {stage: Stage; owner(): Owner}
  >(
    [
      aggregates.text(),
      `return function(next,Chunk,fuse,text){${aggregates.used ? 'let g=N();' : 'const g=null;'}${stepping ? 'let loop=null;' : ''}`,
      `function step(t,r,e){${body.declarations()}${steps}return r;}`,
      `const stage={one(t,r){r=step(t,r,0);if(r!==null)next.one(t,r);},`,
      `pair(et,er,t,r){er=step(et,er,1);r=step(t,r,0);if(er===null){if(r!==null)next.one(t,r);}else if(r===null)next.chunk(Chunk.one(et,er,1));else next.pair(et,er,t,r);},`,
      `chunk(c){${stepping ? 'if(c.plain)return(loop??=fuse(stage))(c);' : ''}const out=new Chunk();for(let i=0;i<c.length;i++){const e=c.kinds[i],t=c.ts[i];if(e===2){${aggregates.used ? 'g=N();' : ''}out.reset(t);continue;}const r=step(t,c.rows[i],e);if(r!==null)out.push(t,e,r);}if(out.length>0)next.chunk(out);}${stepping ? ',next,text,step(t,r){return step(t,r,0);}' : ''}};`,
      'function owner(){return g;}return {stage,owner};};',
    ].join('\n'),
  );
  // Stream functions are statements, which make rows of their own: they are called.
  const filters: StepText | null =
    conditions.length === handlers.length ? {constants: unit.constants, variables: body.names, when: conditions} : null;
  const text = filters && isWritable(filters) ? filters : undefined;
  const fields = aggregates.fields();
  return {
    attributes: row,
    scope,
    create: (env, next) => {
      const made = make(next, Chunk, fuse, text);
      if (aggregates.used)
        env.state(
          'filter',
          fieldsState(() => made.owner(), fields),
        );
      return made.stage;
    },
  };
}

/** How a source's attributes may be qualified. */
export const sourceName = (source: SourceRef): string => source.prefix + source.id;
