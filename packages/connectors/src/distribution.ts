import type {AttributeInfo, Row, StreamInfo} from '@tandem/engine';
import {valueText} from './number-text.ts';
import {type Annotation, annotationNamed, refuse} from './options.ts';

/** Which rows of the stream a destination takes; undefined: all. */
export type Share = ((row: Row) => boolean) | undefined;
/** One `@destination`: `@sink` with its options among those of the sink, and its part of the rows. */
export type Destination = {sink: Annotation; share: Share};

/**
 * The destinations of a sink with `@distribution`, or the sink itself. Partitions
 * are those of Siddhi: the Java hash of the key's text, by the number of destinations.
 */
export function destinationsOf(sink: Annotation, {attributes}: StreamInfo, text: string): Destination[] {
  const distribution = annotationNamed(sink.annotations, 'distribution');
  if (!distribution) return [{sink, share: undefined}];
  const strategy = valueOf(distribution, 'strategy');
  const destinations = distribution.annotations.filter((a) => a.name.toLowerCase() === 'destination');
  if (destinations.length === 0) refuse('@distribution: found no @destination', distribution, text);
  for (const destination of destinations)
    for (const {key, value} of destination.elements) {
      if (value.includes('{{'))
        refuse(`@destination: '${key}' may not hold attributes, but found '${value}'`, destination, text);
      if (key !== undefined && valueOf(sink, key) !== undefined)
        refuse(`@destination: '${key}' is an option of the sink already`, destination, text);
    }
  const shares = sharesOf(strategy, distribution, attributes, destinations.length, text);
  return destinations.map(({elements}, i) => ({
    sink: {...sink, elements: [...sink.elements, ...elements]},
    share: shares(i),
  }));
}

function sharesOf(
  strategy: string | undefined,
  distribution: Annotation,
  attributes: readonly AttributeInfo[],
  count: number,
  text: string,
): (destination: number) => Share {
  switch (strategy) {
    case 'broadcast':
      return () => undefined;
    case 'partitioned': {
      const name = valueOf(distribution, 'partitionKey');
      const index = attributes.findIndex((a) => a.name === name);
      const key = attributes[index];
      if (!key)
        refuse(
          `@distribution: partitionKey must be one of ${attributes.map((a) => a.name).join(', ')}, but found ${name === undefined ? 'none' : `'${name}'`}`,
          distribution,
          text,
        );
      return (destination) => (row) => {
        const value = row[index] ?? null;
        const hash = javaHash(value === null ? 'null' : valueText(value, key.type));
        return Math.abs(hash % count) === destination;
      };
    }
    case 'roundRobin':
      return refuse(
        "@distribution: the strategy 'roundRobin' is not supported, expected 'partitioned' or 'broadcast'",
        distribution,
        text,
      );
    default:
      return refuse(
        `@distribution: expected the strategy 'partitioned' or 'broadcast', but found ${strategy === undefined ? 'none' : `'${strategy}'`}`,
        distribution,
        text,
      );
  }
}

const valueOf = ({elements}: Annotation, name: string): string | undefined =>
  elements.find((e) => e.key?.toLowerCase() === name.toLowerCase())?.value;

function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}
