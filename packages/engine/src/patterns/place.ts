import type {Silence} from './silence.ts';
import type {WaitingRoom} from './waiting-room.ts';

/** Where partial matches wait: for an event, or for its absence. */
export type Place = WaitingRoom | Silence;
