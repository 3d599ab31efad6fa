import type {Attribute} from '@tandem/siddhiql';
import type {Attributes} from '../expression/scope.ts';

/** Names and types, without where they stand in the text. */
export const attributesOf = ({attributes}: {attributes: readonly Attribute[]}): Attributes =>
  attributes.map(({name, type}) => ({name, type}));
