import {build} from '../runtime/src/build/build.ts';

const {outfile, bytes} = build();
process.stdout.write(`${outfile}, which starts ${(bytes / 1e6).toFixed(1)} MB\n`);
