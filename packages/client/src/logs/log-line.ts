/** A line of a node's log. `at`: ms since 1970. */
export type LogLine = {at: number; node: string; text: string};

/** Where lines come from. */
export type Logs = {
  /** The lines since the last call, the first time those since `since`; in order of time, in portions. Throws `CommandFailed`. */
  more(): AsyncIterable<LogLine[]>;
  close(): void;
};

/** The node's metrics travel in its log: they are for CloudWatch. */
export const isMetrics = (text: string): boolean => text.startsWith('{"_aws":');

/** When a node wrote the line, in either format of its log; undefined: it goes on with the one before. */
export function timeOf(text: string): number | undefined {
  const human = /^\[(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(\d{3})\]/.exec(text);
  if (human) return Date.parse(`${human[1]}T${human[2]}.${human[3]}Z`);
  if (!text.startsWith('{')) return undefined;
  const json = /"(?:time|Timestamp)":(\d{13})\b/.exec(text);
  return json ? Number(json[1]) : undefined;
}

/** By time; lines of one moment stay in the order in which they were read. */
export const inOrder = (lines: LogLine[]): LogLine[] => lines.sort((a, b) => a.at - b.at);
