import {unreachable} from '@tandem/base';
import {SiddhiAppError, type TriggerDefinition} from '@tandem/siddhiql';
import type {Env} from '../core/env.ts';
import type {Stage} from '../core/stage.ts';
import {parseCron} from '../windows/cron.ts';

/** A defined trigger: sends the engine's time to its stream. */
export type Trigger = {id: string; start(): void};

export function createTrigger(definition: TriggerDefinition, env: Env, stream: Stage): Trigger {
  const {id, when} = definition;
  const fire = (): void => stream.one(env.now(), [env.now()]);
  switch (when.kind) {
    case 'start':
      return {id, start: fire};
    case 'every': {
      const every = when.every.ms;
      if (every <= 0) throw new SiddhiAppError('creation', 'the interval of a trigger must be above 0', when.every.at);
      const timer = env.timer((due) => {
        timer.at(due + every);
        fire();
      });
      return {id, start: () => timer.at(env.now() + every)};
    }
    case 'cron': {
      const cron = cronOf(when.cron, definition);
      const arm = (after: number): void => {
        const next = cron.next(after);
        if (next !== undefined) timer.at(next);
      };
      const timer = env.timer((due) => {
        arm(Math.max(due, env.now()));
        fire();
      });
      return {id, start: () => arm(env.now())};
    }
    default:
      return unreachable(when);
  }
}

function cronOf(text: string, definition: TriggerDefinition): ReturnType<typeof parseCron> {
  try {
    return parseCron(text);
  } catch (error) {
    throw new SiddhiAppError('creation', `'${text}' is no cron expression: ${(error as Error).message}`, definition.at);
  }
}
