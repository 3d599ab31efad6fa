export {type Cidrs} from './cidr.ts';
export {type ClusterDatabase, Database, type DatabaseProps, type ExistingDatabase} from './database.ts';
export {Endpoint, type EndpointProps, type Listening} from './endpoint.ts';
export {
  ARCHITECTURES,
  type Architecture,
  Image,
  IMAGE_BUILDERS,
  type ImageBuilder,
  type ImageProps,
  type NodeImage,
} from './image.ts';
export {stageImageSource} from './image-source.ts';
export {Network, NETWORK_MODES, type NetworkMode, type NetworkProps} from './network.ts';
export {Node, type NodeProps, type NodeSecret} from './node.ts';
export {refuse, Refused} from './refuse.ts';
export {type SiddhiApp, SiddhiApps, type SiddhiAppsOptions} from './siddhi-apps.ts';
export {TandemCluster} from './tandem-cluster.ts';
export {type TandemClusterProps} from './tandem-cluster-props.ts';
export {Watch, type WatchProps} from './watch.ts';
