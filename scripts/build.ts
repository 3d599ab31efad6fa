import {build} from '../runtime/src/build/build.ts';

const {outfile, bytes, parts} = await build();
process.stdout.write(`${outfile} ${(bytes / 1e6).toFixed(1)} MB, and ${parts} parts beside it\n`);
