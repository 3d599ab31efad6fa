/** A reason for which a process ends, with the code that says so to whoever started it. */
export const exitCodes = {
  ok: 0,
  /** A defect of the server. */
  defect: 70,
  /** The database could not be reached in time. */
  databaseDown: 69,
  /** A port is in use. */
  portInUse: 75,
  /** The database refuses the user or the password; a restart may bring a rotated one. */
  accessDenied: 77,
  /** The configuration is wrong. */
  config: 78,
} as const;

/** A node cannot start or go on. `message`: one sentence for the log. */
export class NodeExit extends Error {
  override readonly name = 'NodeExit';
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
