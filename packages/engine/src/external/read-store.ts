import {type Annotation, type AnnotationElement, didYouMean, SiddhiAppError, type Span} from '@tandem/siddhiql';
import type {Attributes} from '../expression/scope.ts';
import type {ExternalTableInfo} from './port.ts';

/** The kinds of stores that a table can be in. */
const kinds: readonly string[] = ['rdbms'];

/** What is kept; `at`: its definition in the text. */
export type StoredShape = {id: string; attributes: Attributes; at: Span};

/**
 * An external table from its definition: `@store`, and the attributes that its primary key and indexes name. Which options a store
 * has is for whoever keeps it to say. Throws SiddhiAppError.
 */
export function readStore(
  definition: StoredShape,
  store: Annotation,
  key: readonly number[],
  indexes: readonly (readonly number[])[],
): ExternalTableInfo {
  const {id} = definition;
  const attributes = definition.attributes.map(({name, type}) => ({name, type}));
  const options = new Map<string, string>();
  for (const {key: name, value, at} of store.elements) {
    if (name === undefined)
      throw new SiddhiAppError('creation', `@store: found a value without a name, expected name='value'`, at);
    if (options.has(name.toLowerCase())) throw new SiddhiAppError('creation', `@store says '${name}' twice`, at);
    options.set(name.toLowerCase(), value);
  }
  const type = options
    .get('type')
    ?.toLowerCase()
    .replace(/^store:/, '');
  if (type === undefined)
    throw new SiddhiAppError('creation', "@store is missing the element 'type', expected type='rdbms'", store.at);
  if (!kinds.includes(type))
    throw new SiddhiAppError(
      'creation',
      `@store(type='${options.get('type')}') is not supported on table '${id}', expected rdbms${didYouMean(type, kinds)}`,
      store.at,
    );
  const [inner] = store.annotations;
  if (inner)
    throw new SiddhiAppError(
      'creation',
      `@${inner.name} is not supported in @store of table '${id}': each read asks the database`,
      inner.at,
    );
  for (const [at, attribute] of definition.attributes.entries())
    if (attributes[at]?.type === 'object')
      throw new SiddhiAppError(
        'creation',
        `'${attribute.name}' of the external table '${id}' is of type object, which has no column type`,
        definition.at,
      );
  const length = store.elements.find((e) => e.key?.toLowerCase() === 'field.length');
  options.set('type', type);
  return {id, attributes, key, indexes, options, lengths: lengthsOf(definition, length)};
}

/** As the reference engine has it. */
const USUAL_LENGTH = 254;

/** `field.length='name:100,note:4000'`. */
function lengthsOf({id, attributes}: StoredShape, element: AnnotationElement | undefined): Map<number, number> {
  const lengths = new Map<number, number>();
  for (const [position, {type}] of attributes.entries()) if (type === 'string') lengths.set(position, USUAL_LENGTH);
  for (const part of element?.value.split(',') ?? []) {
    const [, name = '', digits = ''] = /^\s*([^:\s]+)\s*:\s*(\d+)\s*$/.exec(part) ?? [];
    const position = attributes.findIndex((a) => a.name === name);
    const length = Number(digits);
    if (position >= 0 && lengths.has(position) && length >= 1 && length <= 1_000_000) {
      lengths.set(position, length);
      continue;
    }
    throw new SiddhiAppError(
      'creation',
      `field.length of table '${id}': found '${part.trim()}', expected 'attribute:characters' of a string attribute, separated by commas`,
      element?.at,
    );
  }
  return lengths;
}
