import {works} from './lab/run.ts';

export type Machine = {
  platform: string;
  uid: number | undefined;
  has: (program: string) => Promise<boolean>;
  hasImage: (image: string) => Promise<boolean>;
};

const thisMachine: Machine = {
  platform: process.platform,
  uid: process.getuid?.(),
  has: (program) => works(program, '-V'),
  hasImage: (image) => works('podman', 'image', 'exists', image),
};

/** What the machine lacks to run it at all, in words; undefined when nothing. */
export async function missing(
  image?: string,
  {platform, uid, has, hasImage}: Machine = thisMachine,
): Promise<string | undefined> {
  if (platform !== 'linux') return `chaos needs Linux, for its network namespaces; this is ${platform}`;
  if (uid !== 0) return 'chaos needs root: it makes network namespaces and mounts a file system';
  for (const program of ['ip', 'iptables', 'nsenter', 'mount', 'umount'])
    if (!(await has(program))) return `chaos needs the program ${program}, which is not here`;
  if (image !== undefined && !(await hasImage(image)))
    return `there is no image ${image} here, or no podman: pnpm build, then podman build --format docker --tag ${image} runtime`;
  return undefined;
}
