import {properties} from '@tandem/conformance/properties';

process.exitCode = await properties(process.argv.slice(2), console.log);
