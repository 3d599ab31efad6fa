import type {StatisticsLevel} from '@tandem/engine';
import {validationError} from './answers.ts';

/** `{"statsEnable":true}` and/or `{"enabledStatLevel":"OFF|BASIC|DETAIL"}`; undefined: neither. */
export function levelOf(body: unknown): StatisticsLevel | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const enabled = 'statsEnable' in body ? body.statsEnable : undefined;
  const wanted = 'enabledStatLevel' in body ? body.enabledStatLevel : undefined;
  if (enabled !== undefined && typeof enabled !== 'boolean') return undefined;
  if (wanted !== undefined && wanted !== 'OFF' && wanted !== 'BASIC' && wanted !== 'DETAIL') return undefined;
  if (enabled === false) return 'OFF';
  return wanted ?? (enabled ? 'BASIC' : undefined);
}

export const wrongLevel = (body: unknown): object => ({
  code: validationError,
  type: 'validation error',
  message: `found ${JSON.stringify(body)}, expected {"statsEnable":true} or {"enabledStatLevel":"OFF"}, "BASIC" or "DETAIL"`,
});
