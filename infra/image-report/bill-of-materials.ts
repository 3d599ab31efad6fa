/** One part of a CycloneDX document, as far as it is made here. */
export type Component = {
  readonly type: string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
};

export type BillOfMaterials = {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly components?: readonly Component[];
  readonly [key: string]: unknown;
};

/**
 * The packages of Debian in an image.
 *
 * @param status the text of `/var/lib/dpkg/status`
 * @param distribution the text of `/etc/os-release`
 */
export function debianComponents(status: string, distribution: string): Component[] {
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(distribution)?.[1] ?? 'unknown';
  return status
    .split(/\n\n+/)
    .map((paragraph) => new Map([...paragraph.matchAll(/^([\w-]+): (.*)$/gm)].map(([, key, value]) => [key, value])))
    .filter((fields) => fields.has('Package'))
    .map((fields) => {
      const [name = '', version = '', architecture = ''] = ['Package', 'Version', 'Architecture'].map((key) =>
        fields.get(key),
      );
      const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${architecture}&distro=${codename}`;
      return {type: 'library', name, version, purl};
    });
}

/** Node.js itself, which no package manager put there. @param version as `node --version` says it */
export function nodeComponent(version: string): Component {
  const plain = version.replace(/^v/, '');
  return {type: 'application', name: 'node', version: plain, purl: `pkg:generic/node@${plain}`};
}

/** The document of the server's packages, with the rest of the image in it. */
export function withComponents(bill: BillOfMaterials, more: readonly Component[]): BillOfMaterials {
  return {...bill, components: [...(bill.components ?? []), ...more]};
}
