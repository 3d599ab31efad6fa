import {createHash} from 'node:crypto';
import {networkInterfaces} from 'node:os';
import {type Podman} from './podman.ts';

/**
 * A bridge on which each container has an address of its own, as each Fargate task has: both nodes listen on the same ports.
 *
 * Always holds: no address is given twice, nor a hardware address to two of them; so nobody remembers a dead one's.
 */
export class Network {
  readonly name: string;
  /** Where the containers reach this machine. */
  readonly gateway: string;
  readonly subnet: string;
  #next = 10;

  private constructor(name: string, prefix: string) {
    this.name = name;
    this.subnet = `${prefix}.0/24`;
    this.gateway = `${prefix}.1`;
  }

  static async create(podman: Podman, name: string): Promise<Network> {
    const network = new Network(name, freePrefix(name));
    await podman.run([
      'network',
      'create',
      '--label',
      podman.label,
      '--subnet',
      network.subnet,
      '--gateway',
      network.gateway,
      '--disable-dns',
      name,
    ]);
    return network;
  }

  /** Arguments of `podman create` for a new address, and the address. */
  address(): {readonly ip: string; readonly args: readonly string[]} {
    const last = this.#next++;
    const ip = this.gateway.replace(/\.1$/, `.${last}`);
    const [, b = 0, c = 0] = this.gateway.split('.').map(Number);
    const mac = ['02', '0a', ...[b, c, 0, last].map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
    return {ip, args: ['--network', this.name, '--ip', ip, '--mac-address', mac]};
  }
}

/** The first three numbers of a private network that no interface of this machine is in. */
function freePrefix(seed: string): string {
  const used = new Set(
    Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .map(({address}) => address.split('.').slice(0, 3).join('.')),
  );
  const start = createHash('sha256').update(seed).digest().readUInt8(0);
  for (let i = 0; i < 256; i++) {
    const prefix = `10.98.${(start + i) % 256}`;
    if (!used.has(prefix)) return prefix;
  }
  throw new Error('no private network to be had in 10.98.0.0/16');
}
