import {type Resolver} from './resolve.ts';
import {type Secrets} from './secrets.ts';
import {type Resource, TemplateNotUnderstood} from './template.ts';

export type HealthCheck = {
  readonly command: readonly string[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly startPeriodMs: number;
};

/** One task definition with its one container, as ECS would run it. */
export type TaskSpec = {
  readonly family: string;
  readonly name: string;
  readonly image: string;
  /** Virtual CPUs. */
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Values, not names: they must not be printed. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
  readonly healthCheck: HealthCheck;
  readonly stopTimeoutMs: number;
  readonly readOnly: boolean;
  readonly openFiles: number | undefined;
};

type Container = {
  Name: string;
  Image: unknown;
  Environment?: {Name: string; Value: unknown}[];
  Secrets?: {Name: string; ValueFrom: unknown}[];
  PortMappings?: {ContainerPort: number}[];
  HealthCheck?: {Command: string[]; Interval?: number; Timeout?: number; Retries?: number; StartPeriod?: number};
  StopTimeout?: number;
  ReadonlyRootFilesystem?: boolean;
  Ulimits?: {Name: string; SoftLimit: number; HardLimit: number}[];
};

/** What this round carries out, or knowingly does otherwise (the log); anything else must not go unnoticed. */
const UNDERSTOOD = new Set([
  'Name',
  'Image',
  'Essential',
  'Environment',
  'Secrets',
  'PortMappings',
  'HealthCheck',
  'StopTimeout',
  'ReadonlyRootFilesystem',
  'Ulimits',
  'LogConfiguration',
]);

/** ECS's own default. */
const STOP_TIMEOUT = 30;

export function taskSpec(id: string, {Properties = {}}: Resource, resolver: Resolver, secrets: Secrets): TaskSpec {
  const containers = Properties['ContainerDefinitions'] as Container[];
  const [container] = containers;
  if (container === undefined || containers.length !== 1)
    throw new TemplateNotUnderstood(`${id}: found ${containers.length} containers, expected one`);
  const strange = Object.keys(container).filter((key) => !UNDERSTOOD.has(key));
  if (strange.length > 0) throw new TemplateNotUnderstood(`${id}: ${strange.join(', ')} of the container`);
  return {
    family: resolver.text(Properties['Family']),
    name: container.Name,
    image: resolver.text(container.Image),
    cpus: Number(Properties['Cpu']) / 1024,
    memoryMiB: Number(Properties['Memory']),
    environment: Object.fromEntries((container.Environment ?? []).map(({Name, Value}) => [Name, resolver.text(Value)])),
    secrets: Object.fromEntries(
      (container.Secrets ?? []).map(({Name, ValueFrom}) => [Name, secrets.read(resolver.text(ValueFrom))]),
    ),
    ports: (container.PortMappings ?? []).map(({ContainerPort}) => ContainerPort),
    healthCheck: healthCheck(id, container),
    stopTimeoutMs: (container.StopTimeout ?? STOP_TIMEOUT) * 1000,
    readOnly: container.ReadonlyRootFilesystem ?? false,
    openFiles: container.Ulimits?.find(({Name}) => Name === 'nofile')?.HardLimit,
  };
}

function healthCheck(id: string, {HealthCheck}: Container): HealthCheck {
  const [kind, ...command] = HealthCheck?.Command ?? [];
  if (HealthCheck === undefined || kind !== 'CMD')
    throw new TemplateNotUnderstood(`${id}: found the health check ${kind ?? 'none'}, expected CMD`);
  // ECS's own defaults.
  const {Interval = 30, Timeout = 5, Retries = 3, StartPeriod = 0} = HealthCheck;
  return {
    command,
    intervalMs: Interval * 1000,
    timeoutMs: Timeout * 1000,
    retries: Retries,
    startPeriodMs: StartPeriod * 1000,
  };
}
