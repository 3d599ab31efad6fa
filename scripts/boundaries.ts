import {boundaries} from '@tandem/conformance/boundaries';

process.exitCode = boundaries(console.log);
