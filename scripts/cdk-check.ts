import {check} from '../infra/check/command.ts';

process.exitCode = await check(process.argv.slice(2));
