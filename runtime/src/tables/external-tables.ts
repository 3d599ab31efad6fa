import type {Log} from '@tandem/cluster';
import {type Access, Databases, KeptTable, type StoreSpec} from '@tandem/connectors';
import {applyWrites, type ExternalAnswer} from '@tandem/engine';
import type {OutputBody} from '../machine/output-body.ts';
import {type ChannelOptions, TableChannel} from './table-channel.ts';

export type ExternalTablesOptions = Pick<ChannelOptions, 'mayAct' | 'isDecided'> & {
  groupId: string;
  /** Databases that the configuration names, by `datasource` and by `ref`. */
  dataSources: ReadonlyMap<string, Access>;
  refs: ReadonlyMap<string, Access>;
  /** Of connecting, and of each statement, ms. */
  timeoutMs: number;
  answer: (app: string, answer: ExternalAnswer) => Promise<void>;
  log: Log;
};

/** Takes requests to external tables to their databases. */
export class ExternalTables {
  readonly #options: ExternalTablesOptions;
  readonly #databases: Databases;
  #tables = new WeakMap<StoreSpec, KeptTable>();

  constructor(options: ExternalTablesOptions) {
    this.#options = options;
    this.#databases = new Databases(options.timeoutMs);
  }
  /** `name`: app and table. */
  channel(name: string): TableChannel {
    const {mayAct, isDecided, answer, log} = this.#options;
    return new TableChannel({
      mayAct,
      isDecided,
      answer,
      tableOf: (spec) => this.#tableOf(spec),
      onTrouble: (reason, attempt, waiting) => {
        if (attempt === 1 || attempt % 20 === 0)
          log.warn(`external table ${name}: ${waiting} request(s) wait, attempt ${attempt}: ${reason}`);
      },
    });
  }
  /** As the channel takes it. `id`: of the output, `<app>/<table>/<sequence>.<ordinal>`. */
  placed(sequence: number, id: string, {app, spec, generation, request}: Extract<OutputBody, {kind: 'external'}>) {
    const ordinal = Number(id.slice(id.lastIndexOf('.') + 1));
    const channel = `${this.#options.groupId}/${app}/${spec.info.id}/${generation}`;
    return {sequence, ordinal, app, spec, channel, request};
  }
  /** Lets go of all connections. */
  close(): Promise<void> {
    this.#tables = new WeakMap();
    return this.#databases.close();
  }
  #tableOf(spec: StoreSpec): KeptTable {
    let table = this.#tables.get(spec);
    if (!table) {
      table = new KeptTable(this.#databases.at(this.#accessOf(spec)), spec.info, spec.name, applyWrites);
      this.#tables.set(spec, table);
    }
    return table;
  }
  #accessOf({in: where}: StoreSpec): Access {
    if ('url' in where) return where;
    const [kind, name, known] =
      'ref' in where
        ? (['ref', where.ref, this.#options.refs] as const)
        : (['datasource', where.datasource, this.#options.dataSources] as const);
    const found = known.get(name);
    if (!found)
      throw new Error(
        `the configuration of this node has no ${kind} '${name}'${known.size === 0 ? '' : `, but ${[...known.keys()].join(', ')}`}`,
      );
    return found;
  }
}
