import {PeerLink} from '@tandem/runtime/link';
import {decodeEntries} from '@tandem/wire';
import type {ReceiverJob} from './link-alone.ts';
import {quiet} from './quiet.ts';

/** Decodes each frame and acknowledges it, until its parent ends. The job as JSON in the first argument. */
const {secret, port} = JSON.parse(process.argv[2] ?? 'null') as ReceiverJob;
const link = new PeerLink({
  nodeId: 'b',
  incarnation: 'b',
  groupId: 'link',
  secret,
  host: '127.0.0.1',
  port: 0,
  peers: async () => [{nodeId: 'a', incarnation: 'a', host: '127.0.0.1', port}],
  log: quiet,
});
link.receive((message) => link.send(Uint8Array.of(decodeEntries(message).length & 255)));
process.stdin.on('close', () => process.exit(0)).resume();
await link.open();
