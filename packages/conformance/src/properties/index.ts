export {properties} from './command.ts';
