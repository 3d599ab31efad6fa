export {mutation} from './command.ts';
