import {chaos} from '@tandem/chaos';

process.exitCode = await chaos(process.argv);
