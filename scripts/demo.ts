import {demo} from '../runtime/src/demo/demo.ts';

process.exitCode = await demo(process.argv);
