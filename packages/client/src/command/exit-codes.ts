/** What the command ends with; the README says the same in words. */
export const exitCodes = {
  ok: 0,
  /** The cluster is not as it should be: a fault was found, nobody is active, a hand-over was refused. */
  faulty: 1,
  /** The command line is wrong. */
  usage: 64,
  /** A line of the input, or what a node was sent, is refused. */
  data: 65,
  /** The input cannot be read. */
  noInput: 66,
  /** A node, the cluster or AWS does not answer. */
  unavailable: 69,
  /** Wrong or missing credentials. */
  denied: 77,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

/** The command cannot go on. `message`: what is wrong; `next`: what to do about it. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly code: number;
  readonly next: string;
  constructor(code: number, message: string, next: string) {
    super(message);
    this.code = code;
    this.next = next;
  }
}
