export {PushClient, type Pushed, PushGaveUp, type PushOptions, PushRefused} from './push-client.ts';
