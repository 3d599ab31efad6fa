import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {Command} from 'commander';
import {stageImageSource} from '../constructs/image-source.ts';
import {buildImage} from '../containers/podman/images.ts';
import {NoContainers, Podman} from '../containers/podman/podman.ts';
import {debianComponents, nodeComponent, withComponents} from './bill-of-materials.ts';
import {contentsOf} from './contents.ts';
import {audit, packagesOfServer} from './pnpm.ts';
import {failures, type ImageReport, inWords} from './report.ts';
import {weigh} from './weigh.ts';

/**
 * `pnpm image:report [--sbom FILE] [--json]`: builds the image of the nodes as the deployment does, and says what is in it.
 *
 * Resolves with the exit code: 1 if it is too large, runs as root, raises rights or has severe weaknesses; 69 without podman.
 */
export async function imageReport(args: readonly string[]): Promise<number> {
  const {sbom, json} = new Command('image:report')
    .description(
      'Builds the image of the nodes as the deployment does, and says what is in it. Needs podman and buildah.',
    )
    .option('--sbom <file>', 'where the bill of materials (CycloneDX) goes', 'tandem.cdx.json')
    .option('--json', 'the report as one JSON object', false)
    .parse(args, {from: 'user'})
    .opts<{sbom: string; json: boolean}>();
  const work = mkdtempSync(join(tmpdir(), 'tandem-image-report-'));
  const podman = new Podman('tandem-image-report');
  const tag = `localhost/tandem-image-report:${process.pid}`;
  try {
    await podman.check();
    const buildSeconds = await buildImage(podman, stageImageSource(), tag);
    const report = await reportOn(podman, tag, work, resolve(sbom), buildSeconds);
    process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : inWords(report));
    return failures(report).length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof NoContainers)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 69;
  } finally {
    await podman.run(['rmi', '--force', tag]).catch(() => undefined);
    rmSync(work, {recursive: true, force: true});
  }
}

type Inspected = {Size: number; Architecture: string; Config: {User?: string}};

async function reportOn(
  podman: Podman,
  tag: string,
  work: string,
  bill: string,
  buildSeconds: number,
): Promise<ImageReport> {
  const [inspected] = JSON.parse(await podman.run(['image', 'inspect', tag])) as [Inspected];
  const saved = join(work, 'image');
  await podman.run(['save', '--quiet', '--format', 'docker-dir', '--compress', '--output', saved, tag]);
  const layers = weigh(saved);
  const node = await podman.run(['run', '--rm', '--network', 'none', '--entrypoint', 'node', tag, '--version']);
  const root = await podman.run(['image', 'mount', tag]);
  try {
    const contents = contentsOf(root);
    const debian = debianComponents(
      readFileSync(join(root, 'var/lib/dpkg/status'), 'utf8'),
      readFileSync(join(root, 'etc/os-release'), 'utf8'),
    );
    const packages = await packagesOfServer();
    writeFileSync(
      bill,
      `${JSON.stringify(withComponents(packages, [nodeComponent(node), ...debian]), undefined, 2)}\n`,
    );
    return {
      image: tag,
      architecture: inspected.Architecture,
      user: inspected.Config.User ?? '',
      uncompressed: inspected.Size,
      compressed: layers.reduce((sum, {compressed}) => sum + compressed, 0),
      layers,
      contents,
      node,
      buildSeconds,
      packages: packages.components?.length ?? 0,
      debianPackages: debian.map(({name, version}) => `${name} ${version}`),
      audit: await audit(),
      bill,
    };
  } finally {
    await podman.run(['image', 'unmount', tag]);
  }
}
