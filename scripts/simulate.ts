import {simulateCommand} from '@tandem/cluster/simulation';

process.exitCode = await simulateCommand(process.argv.slice(2), console.log);
