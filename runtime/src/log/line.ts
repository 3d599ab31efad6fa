/** `[2020-03-17 10:04:05,123]  INFO {HAManager} - message`: the line that people of the older system search for. UTC. */
export function humanLine(at: Date, level: string, logger: string, message: string, rest: string): string {
  const [date = '', time = ''] = at.toISOString().replace('Z', '').split('T');
  return `[${date} ${time.replace('.', ',')}] ${level.toUpperCase().padStart(5)} {${logger}} - ${message}${rest}`;
}
