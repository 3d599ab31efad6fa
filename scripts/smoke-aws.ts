import {awsCloud} from '../infra/smoke/aws-cloud.ts';
import {realParts, smoke} from '../infra/smoke/command.ts';

process.exitCode = await smoke(process.argv.slice(2), realParts(awsCloud()));
