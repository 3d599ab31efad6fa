import {unreachable} from '@tandem/base';
import type {CountState, Handler, Input, JoinInput, JoinSide, SingleInput, State, StateInput} from '../ast.ts';
import {call, expression, time} from './expressions.ts';
import {indent, WIDTH} from './layout.ts';
import {name, sourceRef} from './names.ts';

/** The lines from `from` on; `query` prints a query within a query. */
export function input(node: Input, query: (node: Extract<Input, {kind: 'anonymous'}>['query']) => string[]): string[] {
  switch (node.kind) {
    case 'single':
      return [`from ${single(node)}`];
    case 'join':
      return join(node);
    case 'state':
      return states(node);
    case 'anonymous':
      return [`from (${query(node.query).join(' ')})${handlers(node.handlers)}`];
    default:
      return unreachable(node, 'input');
  }
}

export const single = (node: SingleInput): string => sourceRef(node.source) + handlers(node.handlers);

function handlers(list: Handler[]): string {
  return list
    .map((handler) => {
      if (handler.kind === 'filter') return `${handler.hash ? '#' : ''}[${expression(handler.condition)}]`;
      return handler.kind === 'windowHandler' ? `#window.${call(handler.call)}` : `#${call(handler.call)}`;
    })
    .join('');
}

const joinWords: Record<JoinInput['type'], string> = {
  join: 'join',
  inner: 'inner join',
  left: 'left outer join',
  right: 'right outer join',
  full: 'full outer join',
};

function join({type, left, right, unidirectional, on, within, per}: JoinInput): string[] {
  const lines = [`from ${joinSide(left)}${unidirectional === 'left' ? ' unidirectional' : ''}`];
  const rest = [`${joinWords[type]} ${joinSide(right)}${unidirectional === 'right' ? ' unidirectional' : ''}`];
  if (on) rest.push(`on ${expression(on)}`);
  if (within) rest.push(span(within, per));
  return [...lines, ...indent(rest)];
}

function joinSide({source, handlers: steps, alias}: JoinSide): string {
  return `${sourceRef(source)}${handlers(steps)}${alias === undefined ? '' : ` as ${name(alias)}`}`;
}

/** `within a, b per c`. */
export function span(within: JoinInput['within'] & {}, per: JoinInput['per']): string {
  return `within ${within.map((one) => expression(one)).join(', ')}${per ? ` per ${expression(per)}` : ''}`;
}

function states({type, state: root, within}: StateInput): string[] {
  const separator = type === 'pattern' ? ' ->' : ',';
  const elements: string[] = [];
  let rest = root;
  for (; rest.kind === 'next'; rest = rest.next) elements.push(element(rest.first, separator));
  // alone and without a reference it would read as a plain stream
  const alone = root.kind === 'streamState' && root.reference === undefined;
  elements.push(alone ? `(${state(rest, separator)})` : state(rest, separator));
  const tail = within ? [`within ${time(within)}`] : [];
  const line = `from ${[elements.join(`${separator} `), ...tail].join(' ')}`;
  if (line.length <= WIDTH) return [line];
  const lines = elements.map((text, index) => (index < elements.length - 1 ? text + separator : text));
  return ['from', ...indent([...lines, ...tail])];
}

/** As an element of a chain, a chain stands in parentheses. */
const element = (node: State, separator: string): string =>
  node.kind === 'next' ? `(${state(node, separator)})` : state(node, separator);

function state(node: State, separator: string): string {
  switch (node.kind) {
    case 'next':
      return `${element(node.first, separator)}${separator} ${state(node.next, separator)}`;
    case 'every':
      return `every ${element(node.state, separator)}`;
    case 'streamState':
      return `${node.reference === undefined ? '' : `${name(node.reference)}=`}${sourceRef(node.source)}${handlers(node.handlers)}`;
    case 'count':
      return state(node.state, separator) + count(node);
    case 'logical':
      return `${state(node.left, separator)} ${node.type} ${state(node.right, separator)}`;
    case 'absent':
      return `not ${sourceRef(node.source)}${handlers(node.handlers)}${node.for ? ` for ${time(node.for)}` : ''}`;
    default:
      return unreachable(node, 'state');
  }
}

function count({min, max, form}: CountState): string {
  if (form !== 'range') return form;
  if (min === max) return `<${min}>`;
  return max === -1 ? `<${min}:>` : `<${min}:${max}>`;
}
