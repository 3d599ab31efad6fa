import {emulated} from '../emulator/emulated.ts';

process.exitCode = await emulated(process.argv.slice(2));
