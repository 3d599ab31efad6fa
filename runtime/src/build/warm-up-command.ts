import {join} from 'node:path';
import {warmUp} from './warm-up.ts';

/** `node warm-up.mjs FILE`: keeps the compiled code of the server beside it in the file. */
const [, , compiled] = process.argv;
if (compiled === undefined) throw new Error('warm-up.mjs: expected the file that is to take the compiled code');
await warmUp(join(import.meta.dirname, 'main.mjs'), compiled);
