import {unreachable} from '@tandem/base';
import type {SourceSpec} from './connections.ts';

/** The port that a source needs open, as its app names it; undefined for a source that waits at none. */
export function listeningPort(source: SourceSpec): number | undefined {
  switch (source.kind) {
    case 'http':
      return source.url.port;
    case 'inMemory':
      return undefined;
    default:
      return unreachable(source);
  }
}
