import {Command} from 'commander';
import {exitCodes} from './node/exit.ts';

export type Options = {config?: string; define: Record<string, string>; logFormat?: string; stopWithStdin?: boolean};

/** The options of the process. Ends it after `--help`, and for options that it does not know. */
export function readOptions(): Options {
  return new Command('tandem-node')
    .description('Runs one node of a pair until it gets SIGTERM or SIGINT, which hand over to the other node.')
    .option('--config <file>', 'deployment.yaml; without it everything comes from environment variables')
    .option('--log-format <format>', 'human or json')
    .option('--stop-with-stdin', 'stop when standard input ends: nothing is left behind when its parent dies')
    .option('-D, --define <name=value>', 'a value for ${sys:name} in the file', collect, {})
    .addHelpText(
      'after',
      `\nExit codes: ${Object.entries(exitCodes)
        .map(([name, code]) => `${code} ${name}`)
        .join(', ')}`,
    )
    .parse()
    .opts<Options>();
}

function collect(pair: string, all: Record<string, string>): Record<string, string> {
  const [name = '', ...value] = pair.split('=');
  return {...all, [name]: value.join('=')};
}
