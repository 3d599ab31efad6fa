import {type Contents} from './contents.ts';
import {type Audit} from './pnpm.ts';
import {type Layer} from './weigh.ts';

/** Bytes: what the image may weigh. */
const TARGET = {uncompressed: 200e6, compressed: 70e6};

export type ImageReport = {
  readonly image: string;
  readonly architecture: string;
  readonly user: string;
  /** Bytes. */
  readonly uncompressed: number;
  readonly compressed: number;
  readonly layers: readonly Layer[];
  readonly contents: Contents;
  readonly node: string;
  readonly buildSeconds: number;
  readonly packages: number;
  readonly debianPackages: readonly string[];
  readonly audit: Audit;
  /** Where the bill of materials was written. */
  readonly bill: string;
};

/** What is not as it must be. An audit that could not be made is said, and is no failure. */
export function failures({user, uncompressed, compressed, contents, audit}: ImageReport): string[] {
  const severe = audit.kind === 'checked' ? (audit.bySeverity['high'] ?? 0) + (audit.bySeverity['critical'] ?? 0) : 0;
  return [
    ...(['', 'root', '0'].includes(user) ? [`the user is ${user === '' ? 'root' : user}`] : []),
    ...(uncompressed > TARGET.uncompressed ? [`${inMegabytes(uncompressed)} are more than 200 MB`] : []),
    ...(compressed > TARGET.compressed ? [`${inMegabytes(compressed)} compressed are more than 70 MB`] : []),
    ...contents.setuid.map((file) => `${file} raises rights`),
    ...(severe > 0 ? [`${severe} weaknesses of high or critical severity`] : []),
  ];
}

/** For a reader at a terminal. */
export function inWords(report: ImageReport): string {
  const {contents, audit} = report;
  const found = failures(report);
  const lines = [
    `${report.image} (${report.architecture}), built from runtime/Dockerfile in ${report.buildSeconds.toFixed(1)} s`,
    `size          ${inMegabytes(report.uncompressed)}, compressed ${inMegabytes(report.compressed)} (at most 200 MB and 70 MB)`,
    ...report.layers.map(({madeBy, compressed}) => `  layer       ${inMegabytes(compressed).padStart(9)}  ${madeBy}`),
    `user          ${report.user}`,
    `files         ${contents.files}; the largest: ${contents.largest
      .slice(0, 4)
      .map(([path, size]) => `${path} ${inMegabytes(size)}`)
      .join(', ')}`,
    `programs      ${contents.programs.join(' ')}`,
    `setuid        ${contents.setuid.length === 0 ? 'none' : contents.setuid.join(' ')}; writable by all: ${contents.writable.join(' ')}`,
    `made of       Node.js ${report.node}, ${report.packages} packages of npm, and of Debian ${report.debianPackages.join(', ')}`,
    `materials     ${report.bill} (CycloneDX)`,
    `weaknesses    ${
      audit.kind === 'checked'
        ? Object.entries(audit.bySeverity)
            .map(([severity, count]) => `${severity} ${count}`)
            .join(', ')
        : `not known: ${audit.why}`
    }; those of Debian's packages and of Node.js: ECR scans each image that is pushed`,
    found.length === 0 ? 'ok' : `FAILED: ${found.join('; ')}`,
  ];
  return `${lines.join('\n')}\n`;
}

const inMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
