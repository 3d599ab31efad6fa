import {modelCommand} from '@tandem/cluster/model';

const machine = {now: () => performance.now(), bytes: () => process.memoryUsage.rss()};
process.exitCode = modelCommand(process.argv.slice(2), console.log, machine);
