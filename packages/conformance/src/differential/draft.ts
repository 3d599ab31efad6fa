import type {Step} from '../cases/case.ts';
import type {Dice} from './dice.ts';
import {type Attribute, define, inputAttributes, type Source} from './streams.ts';
import type {Selection} from './selection.ts';
import type {ValueType} from './values.ts';

export type Input = {id: string; attributes: Attribute<ValueType>[]};

/**
 * An app under construction: its text in parts, what can be sent and what can
 * be listened to.
 */
export class Draft {
  readonly dice: Dice;
  /** Under `@app:playback`; then all that is sent has a time. */
  readonly timed: boolean;
  /** How often several events are sent at once. */
  readonly batching: number;
  readonly annotations: string[] = [];
  readonly definitions: string[] = [];
  readonly elements: string[] = [];
  readonly collect: string[] = [];
  readonly inputs: Input[] = [];
  /** Streams that queries made, to be read by other queries. */
  readonly outputs: Source[] = [];
  /** On-demand queries to ask between the events. */
  readonly questions: (() => Step)[] = [];
  /** Whether the reference engine must be given time before it is asked. */
  settles = false;
  #named = 0;

  constructor(dice: Dice, timed: boolean) {
    this.dice = dice;
    this.timed = timed;
    this.batching = dice.pick([0, 0.15, 0.5]);
    if (timed) this.annotations.push('@app:playback');
  }
  input(
    id: string,
    {
      prefix = '',
      annotation = '',
      attributes,
    }: {prefix?: string; annotation?: string; attributes?: Input['attributes']} = {},
  ): Input {
    const input = {id, attributes: attributes ?? inputAttributes(this.dice, prefix)};
    this.inputs.push(input);
    this.definitions.push(`${annotation}${define('stream', input)}`);
    return input;
  }
  /** A query with a name that is listened to. */
  query(text: string): void {
    const name = `q${this.#named++}`;
    this.elements.push(`@info(name='${name}') ${text}`);
    this.collect.push(name);
  }
  /** A query into a new stream, which is listened to as well, more often than not. */
  queryInto(from: string, {text, attributes}: Selection, {rate, events}: {rate: string; events: string}): Source {
    const id = `Out${this.outputs.length}`;
    this.query(`from ${from} ${text} ${rate} insert ${events}into ${id}`);
    if (this.dice.chance(0.7)) this.collect.push(id);
    const source = {id, attributes};
    this.outputs.push(source);
    return source;
  }
  get text(): string {
    return `${[...this.annotations, ...this.definitions.map((d) => `${d};`), ...this.elements.map((e) => `${e};`)].join('\n')}\n`;
  }
}
