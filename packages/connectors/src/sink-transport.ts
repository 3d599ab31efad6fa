/** Takes one payload to where a sink points. */
export interface SinkTransport {
  /** Resolves when the receiver has it. Rejects with `Refused` when it never will, with anything else when trying again may help. */
  deliver(
    payload: string,
    options: Readonly<Record<string, string>>,
    id: string,
    contentType: string,
    /** Sent along where the transport has headers; those of the sink's options win. */
    headers?: Readonly<Record<string, string>>,
  ): Promise<void>;
  close(): void;
}

/** The receiver looked at the payload and said no: trying again would not help. */
export class Refused extends Error {
  override readonly name = 'Refused';
}
