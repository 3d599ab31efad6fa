import {conformance} from '@tandem/conformance/cases';

process.exitCode = conformance(process.argv.slice(2), console.log);
