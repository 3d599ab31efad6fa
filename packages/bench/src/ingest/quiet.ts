import type {PeerLink} from '@tandem/runtime/link';

/** The log of a link whose figures alone matter. */
export const quiet: ConstructorParameters<typeof PeerLink>[0]['log'] = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
