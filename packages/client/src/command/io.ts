/** What the command has of the world around it. */
export type Io = {
  out: (text: string) => void;
  err: (text: string) => void;
  /** Standard input. */
  input: AsyncIterable<Uint8Array>;
  environment: Readonly<Record<string, string | undefined>>;
  /** Whether somebody looks at `err` while the command runs. */
  showsProgress: boolean;
  interrupted: AbortSignal;
};
