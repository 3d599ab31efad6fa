export {chaos} from './command.ts';
