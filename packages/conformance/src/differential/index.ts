export {differential} from './command.ts';
