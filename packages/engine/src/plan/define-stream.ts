import {didYouMean, type Definition, SiddhiAppError} from '@tandem/siddhiql';
import type {Attributes} from '../expression/scope.ts';
import {annotationOf, elementOf} from './annotations.ts';
import {type AppPlanner, sameAttributes} from './app-planner.ts';
import {attributesOf} from './attributes-of.ts';
import {checkStreamAnnotations} from './stream-annotations.ts';

type StreamDefinition = Extract<Definition, {kind: 'stream'}>;

/** `define stream`, with the fault stream or the store that its `@OnError` asks for. */
export function defineStream(definition: StreamDefinition, planner: AppPlanner): void {
  const {id, annotations} = definition;
  const attributes = attributesOf(definition);
  const known = planner.streams.get(id);
  if (known)
    return sameAttributes(known.attributes, attributes, `the stream '${id}' that is defined already`, definition.at);
  checkStreamAnnotations(annotations);
  planner.streams.set(id, {id, kind: 'stream', attributes, annotations});
  onErrorOf(definition, attributes, planner);
}

function onErrorOf({id, annotations, at}: StreamDefinition, attributes: Attributes, planner: AppPlanner): void {
  const onError = annotationOf(annotations, 'OnError');
  if (!onError) return;
  const action = elementOf(onError, 'action');
  switch ((action?.value ?? 'log').toLowerCase()) {
    case 'log':
      return;
    case 'stream': {
      if (attributes.some((a) => a.name === '_error')) {
        throw new SiddhiAppError('validation', `'${id}' has an attribute '_error', which its fault stream needs`, at);
      }
      planner.streams.set(`!${id}`, {
        id,
        kind: 'fault',
        attributes: [...attributes, {name: '_error', type: 'object'}],
        annotations: [],
      });
      return;
    }
    case 'store':
      planner.storing.add(id);
      return;
    case 'wait':
      throw new SiddhiAppError(
        'creation',
        "'wait' is for sinks, which write on.error='wait': an event that failed in a query would fail again; expected 'log', 'stream' or 'store'",
        action!.at,
      );
    default:
      throw new SiddhiAppError(
        'creation',
        `'${action!.value}' is no action of @OnError, expected 'log', 'stream' or 'store'${didYouMean(action!.value, ['log', 'stream', 'store'])}`,
        action!.at,
      );
  }
}
