import {text, whole} from '../setting.ts';

/** The node itself. */
export const node = {
  nodeId: text({
    path: 'node.id',
    also: ['wso2.carbon.id'],
    env: 'TANDEM_NODE_ID',
    default: 'node-1',
    pattern: /^[\w.-]{1,100}$/,
    expected: 'up to 100 letters, digits, dots, dashes or underscores',
    help: 'Name of the node; the two nodes of a group have different ones.',
  }),
  nodeName: text({
    path: 'node.name',
    also: ['wso2.carbon.name'],
    env: 'TANDEM_NODE_NAME',
    default: 'Tandem',
    help: 'What the server calls itself in its log.',
  }),
  nodeType: text({
    path: 'node.type',
    also: ['wso2.carbon.type'],
    env: 'TANDEM_NODE_TYPE',
    idle: true,
    help: 'Accepted, has no effect.',
  }),
  portsOffset: whole({
    path: 'node.ports.offset',
    also: ['wso2.carbon.ports.offset'],
    env: 'TANDEM_PORTS_OFFSET',
    default: 0,
    max: 50_000,
    help: 'Added to every port that the node listens on, those of the apps included: two nodes on one machine.',
  }),
};
