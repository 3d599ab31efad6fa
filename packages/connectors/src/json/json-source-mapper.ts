import type {AttributeInfo, Row} from '@tandem/engine';
import {MappingError} from '../mapping-error.ts';
import type {MappedEvent, SourceMapper} from '../mapper.ts';
import {type Annotation, annotationNamed, type OptionTable, readOptions, refuse, yes} from '../options.ts';
import {at, parsePath, type Path, pathText} from './json-path.ts';
import {jsonValue, SourceNeeded} from './json-value.ts';
import {parseWithSource} from './number-token.ts';
import {rowReader} from './row-reader.ts';

const options: OptionTable = {
  'fail.on.missing.attribute': {default: 'true'},
  'event.grouping.enabled': {default: 'true'},
  'enclosing.element': {},
};

type Property = (name: string) => string | undefined;
/** Turns one parsed JSON element into a row. `place`: where it is. `index`: its own in the array there, -1 when there is none. */
type ReadElement = (element: unknown, place: string, index: number, property: Property) => Row;

/** `@map(type='json')` of a source: JSON text to rows of one stream. */
export function jsonSourceMapper(map: Annotation, attributes: readonly AttributeInfo[], text: string): SourceMapper {
  const chosen = readOptions(map, 'sourceMapper:json', options, text);
  const strict = yes(chosen, 'fail.on.missing.attribute');
  const custom = annotationNamed(map.annotations, 'attributes');
  const enclosing = chosen.get('enclosing.element');
  const enclosingPath =
    enclosing === undefined
      ? []
      : (parsePath(enclosing) ??
        refuse(`enclosing.element: found "${enclosing}", expected a path like $.a.b`, map, text));
  const read = custom ? customReader(custom, attributes, strict, text) : defaultReader(attributes, strict);

  const rows = (root: unknown, property: Property): MappedEvent[] => {
    const inner = enclosingPath.length === 0 ? root : at(root, enclosingPath);
    const place = pathText(enclosingPath);
    if (inner === undefined) throw new MappingError(place, 'nothing', 'the enclosing element');
    if (!Array.isArray(inner)) return [{data: read(inner, place, -1, property)}];
    return inner.map((element, i) => ({data: read(element, place, i, property)}));
  };
  return {
    takes: 'text',
    grouped: yes(chosen, 'event.grouping.enabled'),
    map(payload, property) {
      if (typeof payload !== 'string') throw new MappingError('$', 'events', 'JSON text');
      try {
        return rows(parse(payload), property);
      } catch (error) {
        if (!(error instanceof SourceNeeded)) throw error;
        return rows(parseWithSource(payload), property);
      }
    },
  };
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch (error) {
    throw new MappingError('$', payload === '' ? 'nothing' : (error as Error).message, 'JSON text');
  }
}

/** `{"event":{"a":1}}` or the bare object, by attribute names. */
function defaultReader(attributes: readonly AttributeInfo[], strict: boolean): ReadElement {
  const names = new Set(attributes.map((a) => a.name));
  const enveloped = !(names.size === 1 && names.has('event'));
  const fast = rowReader(attributes);
  return (element, place, index) => {
    const many = index >= 0;
    if (element !== null && typeof element === 'object' && !Array.isArray(element)) {
      const outer = element as Record<string, unknown>;
      const inner = outer['event'];
      const wrapped =
        enveloped && inner !== null && typeof inner === 'object' && !Array.isArray(inner) && single(outer);
      const object = wrapped ? (inner as Record<string, unknown>) : outer;
      const row = fast(object);
      // All attributes are there: so many names are all there are.
      if (row && (many || Object.keys(object).length === attributes.length)) return row;
    }
    return slowly(element, many ? `${place}[${index}]` : place, many);
  };

  /** Value by value, to the last word of what is wrong. */
  function slowly(element: unknown, place: string, many: boolean): Row {
    const {object, at: where} = envelope(element, place, names);
    const row: Row = [];
    let present = 0;
    for (const {name, type} of attributes) {
      const value = object[name];
      if (value === undefined && !Object.hasOwn(object, name)) {
        if (strict) throw new MappingError(`${where}.${name}`, 'nothing', `a value of type ${type}`);
        row.push(null);
      } else {
        present++;
        row.push(jsonValue(value, type, many, `${where}.${name}`));
      }
    }
    if (!many && Object.keys(object).length !== present) {
      const surplus = Object.keys(object).find((key) => !names.has(key)) ?? '';
      throw new MappingError(`${where}.${surplus}`, 'an unknown attribute', `only ${[...names].join(', ')}`);
    }
    return row;
  }
}

/** Of one property alone. */
const single = (object: Record<string, unknown>): boolean => {
  let count = 0;
  for (const _ in object) if (++count > 1) return false;
  return count === 1;
};

function envelope(
  element: unknown,
  place: string,
  names: ReadonlySet<string>,
): {object: Record<string, unknown>; at: string} {
  const outer = objectAt(element, place);
  const inner = outer['event'];
  const wrapped =
    inner !== null &&
    typeof inner === 'object' &&
    !Array.isArray(inner) &&
    Object.keys(outer).length === 1 &&
    !(names.size === 1 && names.has('event'));
  return wrapped ? {object: inner as Record<string, unknown>, at: `${place}.event`} : {object: outer, at: place};
}

function objectAt(element: unknown, place: string): Record<string, unknown> {
  if (element === null || typeof element !== 'object' || Array.isArray(element)) {
    const found = element === null ? 'null' : Array.isArray(element) ? 'an array' : `a ${typeof element}`;
    throw new MappingError(place, found, 'an object, or an array of objects');
  }
  return element as Record<string, unknown>;
}

/** `@attributes(a='$.x.y', b='trp:header')` or by position. */
function customReader(
  custom: Annotation,
  attributes: readonly AttributeInfo[],
  strict: boolean,
  text: string,
): ReadElement {
  const named = custom.elements.filter((e) => e.key !== undefined);
  if (named.length > 0 && named.length < custom.elements.length)
    refuse('@attributes: some mappings have names and some have not', custom, text);
  if (named.length === 0 && custom.elements.length !== attributes.length) {
    refuse(
      `'${custom.elements.length}' mapping attributes are provided but expected attributes are '${attributes.length}'`,
      custom,
      text,
    );
  }
  const stranger = named.find((e) => !attributes.some((a) => a.name === e.key));
  if (stranger) refuse(`@attributes: the stream has no attribute '${stranger.key}'`, custom, text);
  const columns = attributes.map((attribute, i) => {
    const source = named.length === 0 ? custom.elements[i]?.value : named.find((e) => e.key === attribute.name)?.value;
    if (source === undefined) refuse(`attribute '${attribute.name}' is not mapped`, custom, text);
    if (source.startsWith('trp:')) return {...attribute, property: source.slice(4), path: [] as Path};
    return {
      ...attribute,
      property: undefined,
      path: parsePath(source) ?? refuse(`@attributes: found "${source}", expected a path like $.a.b[0]`, custom, text),
    };
  });
  return (element, base, index, property) => {
    const place = index >= 0 ? `${base}[${index}]` : base;
    return columns.map(({name, type, property: header, path}) => {
      const value = header === undefined ? at(element, path) : property(header);
      const where = header === undefined ? `${place}${pathText(path).slice(1)}` : `transport property ${header}`;
      if (value !== undefined) return jsonValue(value, type, true, where);
      if (strict) throw new MappingError(where, 'nothing', `a value of type ${type} for ${name}`);
      return null;
    });
  };
}
