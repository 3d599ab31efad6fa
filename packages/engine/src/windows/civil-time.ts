export {type CivilTime, civilTime, dayNumber, millisOf} from '@tandem/functions';
