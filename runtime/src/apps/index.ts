export {SiddhiAppError} from '@tandem/engine';
export {type AppFile, appFiles} from './app-files.ts';
export {type CheckedApp, checkApp} from './check-app.ts';
