import {differential} from '@tandem/conformance/differential';

process.exitCode = await differential(process.argv.slice(2), console.log);
