import {didYouMean, type AggregationDefinition, SiddhiAppError} from '@tandem/siddhiql';
import {elementOf} from '../plan/annotations.ts';

/**
 * Refuses what would read an aggregation from elsewhere than memory, and what it does not know: one that
 * seemed to be stored but is not would lose data without a word.
 */
export function checkAggregationAnnotations({id, annotations}: AggregationDefinition): void {
  for (const annotation of annotations) {
    const {name, at} = annotation;
    switch (name.toLowerCase()) {
      case 'persistedaggregation':
      case 'partitionbyid':
        if (elementOf(annotation, 'enable')?.value.trim().toLowerCase() === 'false') break;
        throw new SiddhiAppError(
          'creation',
          `@${name} is not supported: aggregation '${id}' is computed and read in memory`,
          at,
        );
      case 'primarykey':
      case 'index':
        throw new SiddhiAppError(
          'creation',
          `@${name} has no meaning on aggregation '${id}': its key is the time and 'group by'`,
          at,
        );
      case 'store':
      // Accepted everywhere, and without effect.
      case 'buffersize':
      case 'ignoreeventsolderthanbuffer':
      case 'purge':
      case 'info':
      case 'description':
      case 'version':
        break;
      default:
        throw new SiddhiAppError(
          'creation',
          `@${name} is not supported on aggregation '${id}', expected @purge or @store${didYouMean(name, ['purge', 'store'])}`,
          at,
        );
    }
  }
}
