import {connect, type Socket} from 'node:net';
import {must} from '@tandem/base';

const endOfHead = '\r\n\r\n';

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

  /** `onAnswer` may send the next request. `onEnd` is told when the connection is lost with or without an error. */
  constructor(port: number, onAnswer: (status: number, sentAt: number) => void, onEnd: (why: Error) => void) {
    this.#onAnswer = onAnswer;
    this.#socket = connect({port, host: '127.0.0.1', noDelay: true});
    this.#socket.on('data', (bytes) => this.#take(bytes));
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
      const head = all.toString('latin1', at, end);
      const length = Number(must(/\r\ncontent-length: *(\d+)/i.exec(head), 'an answer with its length')[1]);
      const next = end + endOfHead.length + length;
      if (next > all.length) break;
      at = next;
      this.#onAnswer(Number(head.slice(9, 12)), must(this.#open[this.#head++], 'an answer to a request'));
      if (this.#head > 1024) {
        this.#open = this.#open.slice(this.#head);
        this.#head = 0;
      }
    }
    this.#socket.uncork();
    this.#rest = at < all.length ? all.subarray(at) : undefined;
  }
}
