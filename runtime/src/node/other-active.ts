import type {ClusterStore, Member, Role} from '@tandem/cluster';
import {WhosActive} from '../ingress/whos-active.ts';
import type {Target} from '../ingress/node-ingress.ts';
import type {ActiveAddress} from './control.ts';

/** The other node of the group while it is the active one, as its member row tells where it is. */
export class OtherActive {
  readonly #nodeId: string;
  readonly #database: WhosActive;
  readonly #role: () => Role;
  readonly #active: () => string;

  /** `nodeId`, `role`: of this node. `active`: the incarnation that it takes for the active one, '' when it knows of none. */
  constructor(
    nodeId: string,
    store: Pick<ClusterStore, 'members' | 'readLeader'>,
    role: () => Role,
    active: () => string,
  ) {
    this.#nodeId = nodeId;
    this.#database = new WhosActive(store);
    this.#role = role;
    this.#active = active;
  }
  /** Of its REST ports; undefined as well when the database does not answer. */
  async address(): Promise<ActiveAddress | undefined> {
    const row = await this.#member().catch(() => undefined);
    const {advertisedHost, httpPort, storesPort} = row?.properties ?? {};
    if (!row || advertisedHost === undefined || httpPort === undefined || storesPort === undefined) return undefined;
    return {
      nodeId: row.nodeId,
      url: `http://${advertisedHost}:${httpPort}`,
      storesUrl: `http://${advertisedHost}:${storesPort}`,
    };
  }
  /** Where its sources listen. Rejects when the database does not answer. */
  async target(): Promise<Target | undefined> {
    const row = await this.#member();
    const host = row?.properties['advertisedHost'];
    return host === undefined ? undefined : {host, portsOffset: Number(row?.properties['portsOffset'] ?? 0)};
  }
  /** Whether another node may become active. One is there unless the database says otherwise. */
  async mayCome(): Promise<boolean> {
    return this.#database.anyoneElse(this.#nodeId).catch(() => true);
  }
  /** A node that leaves asks the database: it no longer follows the cluster itself. */
  async #member(): Promise<Member | undefined> {
    const role = this.#role();
    if (role === 'active') return undefined;
    const leaving = role === 'stopping' || role === 'stopped';
    const active = leaving ? await this.#database.leader() : this.#active();
    const row = active === '' ? undefined : await this.#database.member(active);
    return row?.nodeId === this.#nodeId ? undefined : row;
  }
}
