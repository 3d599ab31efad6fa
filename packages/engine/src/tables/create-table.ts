import {didYouMean, type Annotation, SiddhiAppError, type TableDefinition} from '@tandem/siddhiql';
import {ExternalTable} from '../external/external-table.ts';
import {readStore} from '../external/read-store.ts';
import {annotationOf} from '../plan/annotations.ts';
import type {Planner} from '../plan/planner.ts';
import {MemoryTable} from './memory-table.ts';
import type {Table} from './table.ts';

/**
 * A table from its definition: in memory, or with `@store` external. Refuses (SiddhiAppError, 'creation'
 * or 'validation') annotations that it does not know: a table that seemed to be
 * stored elsewhere but is not would lose data without a word.
 */
export function createTable(definition: TableDefinition, planner: Planner): Table {
  const {id, attributes} = definition;
  const [key, indexes]: [number[], number[]] = [[], []];
  const store = annotationOf(definition.annotations, 'store');
  const external: number[][] = [];
  let keyed = false;
  for (const annotation of definition.annotations) {
    switch (annotation.name.toLowerCase()) {
      case 'primarykey':
        if (keyed) throw new SiddhiAppError('validation', `table '${id}' has more than one @PrimaryKey`, annotation.at);
        keyed = true;
        key.push(...positions(annotation, definition));
        break;
      case 'index': {
        const named = positions(annotation, definition);
        if (store) {
          external.push(named);
          break;
        }
        const [position, ...more] = named;
        if (position === undefined || more.length > 0) {
          throw new SiddhiAppError(
            'validation',
            `@Index of table '${id}' must name exactly one attribute; write one @Index for each`,
            annotation.at,
          );
        }
        if (indexes.includes(position)) {
          throw new SiddhiAppError(
            'validation',
            `table '${id}' has more than one @Index on '${attributes[position]?.name}'`,
            annotation.at,
          );
        }
        indexes.push(position);
        break;
      }
      case 'indexby':
        throw new SiddhiAppError(
          'creation',
          `@IndexBy is no longer supported, write @Index('attribute') on table '${id}'`,
          annotation.at,
        );
      case 'store':
      case 'info':
      case 'description':
      case 'version':
        break;
      default:
        throw new SiddhiAppError(
          'creation',
          `@${annotation.name} is not supported on table '${id}', expected @PrimaryKey, @Index or @store${didYouMean(annotation.name, ['PrimaryKey', 'Index', 'store'])}`,
          annotation.at,
        );
    }
  }
  if (store) {
    if (!planner.external.isKept)
      throw new SiddhiAppError(
        'creation',
        `@store is not supported here: nobody keeps the external table '${id}'`,
        store.at,
      );
    return new ExternalTable(readStore(definition, store, key, external), definition.at);
  }
  const shape = {id, attributes: attributes.map(({name, type}) => ({name, type})), key, indexes};
  return new MemoryTable(shape, {
    lost: (reason) => planner.fail(new SiddhiAppError('runtime', reason)),
    unchanged: (reason) => planner.log('error', reason),
  });
}

function positions(annotation: Annotation, {id, attributes}: TableDefinition): number[] {
  if (annotation.elements.length === 0) {
    throw new SiddhiAppError('validation', `@${annotation.name} of table '${id}' names no attribute`, annotation.at);
  }
  const found: number[] = [];
  for (const element of annotation.elements) {
    const name = element.value.trim();
    const position = attributes.findIndex((a) => a.name === name);
    if (position < 0) {
      const near = didYouMean(
        name,
        attributes.map((a) => a.name),
      );
      throw new SiddhiAppError(
        'validation',
        `@${annotation.name} of table '${id}' names '${name}', which is no attribute of it${near}`,
        element.at,
      );
    }
    if (found.includes(position))
      throw new SiddhiAppError('validation', `@${annotation.name} of table '${id}' names '${name}' twice`, element.at);
    if (attributes[position]?.type === 'object') {
      throw new SiddhiAppError(
        'creation',
        `@${annotation.name} of table '${id}' names '${name}' of type object, which has no equality`,
        element.at,
      );
    }
    found.push(position);
  }
  return found;
}
