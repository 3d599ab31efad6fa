/**
 * The arguments of a command as `read` finds them, or the exit code when there is nothing more to do: 0 after the usage
 * was asked for, 2 after what `read` threw was said.
 */
export function understood<T>(
  read: () => T & {help: boolean},
  usage: string,
  print: (line: string) => void,
): T | number {
  let values: T & {help: boolean};
  try {
    values = read();
  } catch (error) {
    print(`${(error as Error).message}\n${usage}`);
    return 2;
  }
  if (!values.help) return values;
  print(usage);
  return 0;
}
