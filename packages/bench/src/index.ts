export {bench} from './command.ts';
