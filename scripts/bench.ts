import {bench} from '@tandem/bench';

process.exitCode = await bench(process.argv.slice(2), console.log);
