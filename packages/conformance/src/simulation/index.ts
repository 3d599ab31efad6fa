export {simulation} from './command.ts';
