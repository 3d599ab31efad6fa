import {type Call, SiddhiAppError} from '@tandem/siddhiql';
import type {EmitHelp} from '@tandem/functions';

/**
 * Conditions and assignments of external tables are evaluated by whoever keeps the table, perhaps more than once: a call that
 * answers otherwise each time cannot stand there.
 */
export function refuseUnsteady(call: Call, table: string): never {
  throw new SiddhiAppError(
    'creation',
    `${call.name}() cannot stand in a condition or assignment of the external table '${table}', where it would not answer the same each time: select its value into an attribute first`,
    call.at,
  );
}

/** As `help`, refusing what reads the clock, draws a random number or keeps something. */
export function steadyHelp(help: EmitHelp, call: Call, table: string): EmitHelp {
  const refuse = (): never => refuseUnsteady(call, table);
  return {
    constant: (value) => help.constant(value),
    temp: () => help.temp(),
    kept: refuse,
    get now() {
      return refuse();
    },
    get random() {
      return refuse();
    },
  };
}
