import {simulation} from '@tandem/conformance/simulation';

process.exitCode = await simulation(process.argv.slice(2), console.log);
