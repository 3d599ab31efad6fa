import {imageReport} from '../infra/image-report/command.ts';

process.exitCode = await imageReport(process.argv.slice(2));
