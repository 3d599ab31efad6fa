import type {AttributeInfo, Event, Row, Value} from '@tandem/engine';
import type {SinkMapper} from '../mapper.ts';
import {numberText} from '../number-text.ts';
import {type Annotation, annotationNamed, type OptionTable, readOptions, refuse, yes} from '../options.ts';
import {template} from '../template.ts';
import {exactJson} from './exact-json.ts';
import {parsePath} from './json-path.ts';

const options: OptionTable = {
  'validate.json': {default: 'false'},
  'enclosing.element': {},
  'event.grouping.enabled': {default: 'true'},
  'enable.null.attribute.value': {default: 'false'},
};

/** `@map(type='json')` of a sink: rows of one stream to JSON text. */
export function jsonSinkMapper(map: Annotation, attributes: readonly AttributeInfo[], text: string): SinkMapper {
  const chosen = readOptions(map, 'sinkMapper:json', options, text);
  const nulls = yes(chosen, 'enable.null.attribute.value');
  const payload = annotationNamed(map.annotations, 'payload');
  const one = payload ? customText(payload, attributes, nulls, text) : defaultText(attributes, nulls);
  const separator = payload ? ',\n' : ',';
  const {before, after} = enclosure(chosen.get('enclosing.element'), map, text);
  const validated = yes(chosen, 'validate.json');
  return {
    makes: 'text',
    grouped: yes(chosen, 'event.grouping.enabled'),
    contentType: 'application/json',
    map(events) {
      const texts = events.map((event: Event) => one(event.data));
      const whole = before + (texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(separator)}]`) + after;
      if (validated) JSON.parse(whole); // throws: the output is refused, in words that name the place
      return whole;
    },
  };
}

/** `{"event":{...}}`. A null is the text "undefined" unless nulls are enabled. */
function defaultText(attributes: readonly AttributeInfo[], nulls: boolean): (row: Row) => string {
  const columns = attributes.map((a) => ({key: `${JSON.stringify(a.name)}:`, type: a.type}));
  return (row) => {
    const fields: string[] = [];
    columns.forEach(({key, type}, i) => {
      const value = valueJson(row[i] ?? null, type, nulls);
      if (value !== undefined) fields.push(key + value);
    });
    return `{"event":{${fields.join(',')}}}`;
  };
}

function valueJson(value: Value, type: AttributeInfo['type'], nulls: boolean): string | undefined {
  if (value === null) return nulls ? 'null' : '"undefined"';
  if (typeof value === 'number' && !Number.isFinite(value)) return nulls ? 'null' : `"${value}"`;
  if (typeof value === 'number' || typeof value === 'bigint') return numberText(value, type);
  if (typeof value !== 'object') return JSON.stringify(value);
  return exactJson(value);
}

function customText(
  payload: Annotation,
  attributes: readonly AttributeInfo[],
  nulls: boolean,
  text: string,
): (row: Row) => string {
  const [element, ...more] = payload.elements;
  if (!element || more.length > 0)
    refuse('Json sink-mapper does not support multiple @payload mappings', payload, text);
  return template(element.value, attributes, payload, text, nulls ? 'null' : 'undefined').of;
}

function enclosure(source: string | undefined, map: Annotation, text: string): {before: string; after: string} {
  if (source === undefined) return {before: '', after: ''};
  const path = parsePath(source);
  if (!path || path.some((step) => typeof step === 'number'))
    refuse(`enclosing.element: found "${source}", expected a path like $.a.b`, map, text);
  return {before: path.map((name) => `{${JSON.stringify(name)}:`).join(''), after: '}'.repeat(path.length)};
}
