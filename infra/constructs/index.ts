export {Database, type DatabaseProps} from './database.ts';
export {Endpoint, type EndpointProps, type Listening} from './endpoint.ts';
export {ARCHITECTURES, type Architecture, Image, IMAGE_BUILDERS, type ImageBuilder, type ImageProps} from './image.ts';
export {stageImageSource} from './image-source.ts';
export {Network, NETWORK_MODES, type NetworkMode, type NetworkProps} from './network.ts';
export {Node, type NodeProps, type NodeSecret} from './node.ts';
export {refuse} from './refuse.ts';
export {Watch, type WatchProps} from './watch.ts';
