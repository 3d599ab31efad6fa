import {soak} from '../infra/containers/soak/command.ts';

process.exit(await soak(process.argv.slice(2)));
