import {modelCommand} from '@tandem/cluster/model';

process.exitCode = modelCommand(process.argv.slice(2), console.log);
