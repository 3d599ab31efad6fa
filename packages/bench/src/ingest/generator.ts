import {generate} from './generate.ts';
import type {Load} from './load.ts';

/** One load in a process of its own, as JSON in the first argument; its result as JSON on one line. */
process.stdout.write(`${JSON.stringify(await generate(JSON.parse(process.argv[2] ?? 'null') as Load))}\n`);
