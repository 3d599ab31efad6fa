export {PeerLink} from './peer-link.ts';
