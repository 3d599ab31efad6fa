import {type Template, TemplateNotUnderstood} from './template.ts';

/** Values that AWS would make, by `logical id` or `logical id.attribute`, and pseudo parameters such as `AWS::Region`. */
export type StandIns = {
  /** @returns undefined when nothing stands in for it */
  readonly valueOf: (id: string, attribute: string | undefined) => string | undefined;
};

type Intrinsic = {readonly name: string; readonly argument: unknown};

/**
 * Resolves the intrinsic functions of a template.
 *
 * Always holds: every value that AWS would have made is in `replaced`; one that nothing stands in for is refused by name, never
 * left empty.
 */
export class Resolver {
  /** What stood where, and what stands in for it. */
  readonly replaced = new Map<string, string>();
  readonly #template: Template;
  readonly #standIns: StandIns;

  constructor(template: Template, standIns: StandIns) {
    this.#template = template;
    this.#standIns = standIns;
  }

  /** The same value without intrinsic functions. */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => this.resolve(item));
    if (typeof value !== 'object' || value === null) return value;
    const intrinsic = intrinsicOf(value);
    if (intrinsic !== undefined) return this.#call(intrinsic);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.resolve(inner)]));
  }

  text(value: unknown): string {
    const resolved = this.resolve(value);
    if (typeof resolved === 'string' || typeof resolved === 'number' || typeof resolved === 'boolean')
      return String(resolved);
    throw new TemplateNotUnderstood(`found ${JSON.stringify(value)}, expected a text`);
  }

  #call({name, argument}: Intrinsic): unknown {
    switch (name) {
      case 'Ref':
        return this.#value(String(argument), undefined);
      case 'Fn::GetAtt': {
        const [id = '', attribute = ''] = Array.isArray(argument)
          ? (argument as string[])
          : splitOnce(String(argument), '.');
        return this.#value(id, attribute);
      }
      case 'Fn::Join': {
        const [separator, parts] = argument as [string, unknown];
        return (this.resolve(parts) as unknown[]).map((part) => this.text(part)).join(separator);
      }
      case 'Fn::Select': {
        const [index, list] = argument as [number | string, unknown];
        const found = (this.resolve(list) as unknown[])[Number(index)];
        if (found === undefined) throw new TemplateNotUnderstood(`Fn::Select: nothing at ${index}`);
        return found;
      }
      case 'Fn::Split': {
        const [separator, text] = argument as [string, unknown];
        return this.text(text).split(separator);
      }
      case 'Fn::Sub':
        if (typeof argument !== 'string') throw new TemplateNotUnderstood('Fn::Sub with values of its own');
        return argument.replaceAll(/\$\{([^}!]+)\}/g, (_, reference: string) => {
          const [id = '', attribute] = splitOnce(reference, '.');
          return this.#value(id, attribute);
        });
      default:
        throw new TemplateNotUnderstood(`the intrinsic function ${name}`);
    }
  }

  #value(id: string, attribute: string | undefined): string {
    const value = this.#standIns.valueOf(id, attribute);
    const type = this.#template.Resources[id]?.Type ?? 'no resource of the template';
    const expression = attribute === undefined ? `Ref ${id}` : `GetAtt ${id}.${attribute}`;
    if (value === undefined) throw new TemplateNotUnderstood(`nothing stands in for ${expression} (${type})`);
    this.replaced.set(`${expression}${id.startsWith('AWS::') ? '' : ` (${type})`}`, value);
    return value;
  }
}

function intrinsicOf(value: object): Intrinsic | undefined {
  const [entry, ...more] = Object.entries(value);
  if (entry === undefined || more.length > 0) return undefined;
  const [name, argument] = entry as [string, unknown];
  return name === 'Ref' || name.startsWith('Fn::') ? {name, argument} : undefined;
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
