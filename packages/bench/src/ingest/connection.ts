import {connect, type Socket} from 'node:net';
import {must} from '@tandem/base';

const endOfHead = '\r\n\r\n';

/** What is read at once. All connections read into it in turn: nothing is kept of it but the beginning of an answer. */
const received = Buffer.alloc(1 << 16);

/**
 * One kept-alive HTTP/1.1 connection that costs its process as little as it can: requests are bytes made beforehand, of an answer only
 * status and length are read. Answers come in the order of the requests.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #onAnswer: (status: number, sentAt: number) => void;
  /** When each request without an answer was due, oldest first. */
  #open: number[] = [];
  #head = 0;
  #rest: Buffer | undefined;
  /** The newest head: all but one a second are the same. */
  #headText = '';
  #answer = {status: 0, length: 0};

  /** `onAnswer` may send the next request. `onEnd` is told when the connection is lost with or without an error. */
  constructor(port: number, onAnswer: (status: number, sentAt: number) => void, onEnd: (why: Error) => void) {
    this.#onAnswer = onAnswer;
    const callback = (length: number): boolean => {
      this.#take(received.subarray(0, length));
      return true;
    };
    this.#socket = connect({port, host: '127.0.0.1', noDelay: true, onread: {buffer: received, callback}});
    this.#socket.on('error', onEnd);
    this.#socket.on('close', () => onEnd(new Error('the server closed a connection')));
  }
  /** Requests without an answer. */
  get open(): number {
    return this.#open.length - this.#head;
  }
  send(request: Buffer, dueAt: number): void {
    this.#open.push(dueAt);
    this.#socket.write(request);
  }
  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    const all = this.#rest ? Buffer.concat([this.#rest, bytes]) : bytes;
    let at = 0;
    this.#socket.cork();
    for (;;) {
      const end = all.indexOf(endOfHead, at, 'latin1');
      if (end < 0) break;
      const {status, length} = this.#headOf(all.toString('latin1', at, end));
      const next = end + endOfHead.length + length;
      if (next > all.length) break;
      at = next;
      this.#onAnswer(status, must(this.#open[this.#head++], 'an answer to a request'));
      if (this.#head > 1024) {
        this.#open = this.#open.slice(this.#head);
        this.#head = 0;
      }
    }
    this.#socket.uncork();
    this.#rest = at < all.length ? Buffer.from(all.subarray(at)) : undefined;
  }
  #headOf(text: string): {status: number; length: number} {
    if (text !== this.#headText) {
      const [, length] = must(/\r\ncontent-length: *(\d+)/i.exec(text), 'an answer with its length');
      this.#answer = {status: Number(text.slice(9, 12)), length: Number(length)};
      this.#headText = text;
    }
    return this.#answer;
  }
}
