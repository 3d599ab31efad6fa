import {SiddhiAppError, type Variable} from '@tandem/siddhiql';
import type {Resolved, Scope} from '../expression/scope.ts';

/** The event of an on-demand query: there is none. */
export class NoEvent implements Scope {
  resolve(variable: Variable): Resolved {
    const name = variable.source ? `${variable.source.id}.${variable.attribute}` : variable.attribute;
    throw new SiddhiAppError('validation', `there is no attribute '${name}' here`, variable.at);
  }
  event(): null {
    return null;
  }
}
