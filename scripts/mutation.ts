import {mutation} from '@tandem/conformance/mutation';

process.exitCode = await mutation(process.argv.slice(2), console.log);
