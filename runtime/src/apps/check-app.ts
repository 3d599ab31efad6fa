import {listeningPort, type SourceSpec} from '@tandem/connectors';
import {substitute} from '@tandem/siddhiql';
import {AppInstance} from '../machine/app-instance.ts';

export type CheckedApp = {
  name: string;
  /** With the variables' values in it: it asks for no more of them. */
  text: string;
  /** What the app needs open, in the order of its sources; `at`: the source's place in the text. */
  ports: readonly {port: number; secure: boolean; at: SourceSpec['at']}[];
};

/** Compiles an app as its deployment would and throws what it would be refused for: `SiddhiAppError`. Runs nothing. */
export function checkApp(text: string, variables: Record<string, string> = {}): CheckedApp {
  const finished = substitute(text, variables);
  const trial = new AppInstance(
    finished,
    {sunk: () => undefined, failed: () => undefined, logged: () => undefined, asked: () => undefined},
    {},
  );
  const ports = trial.connections.sources.flatMap((source) => {
    const port = listeningPort(source);
    return port === undefined ? [] : [{port, secure: source.kind === 'http' && source.url.secure, at: source.at}];
  });
  return {name: trial.name, text: finished, ports};
}
