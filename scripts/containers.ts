import {containers} from '../infra/containers/command.ts';

process.exit(await containers(process.argv.slice(2)));
