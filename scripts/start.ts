import {start} from '../runtime/src/start/start.ts';

process.exitCode = await start(process.argv);
