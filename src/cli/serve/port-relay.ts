/** Passes bytes between a client's forwarded connection and a socket in the Pod's own network namespace. */
import type { Stream } from "../../sim/core/stream.ts";
import type { TcpSocket } from "../../sim/net/socket/tcp-socket.ts";
import type { Conversation, Pace } from "./pace.ts";

export interface PortClient {
  readonly isFull: boolean;
  send(data: Uint8Array): void;
  /** The Pod will send no more. */
  end(): void;
  fail(message: string): void;
}

const CHUNK = 32_768;

export class PortRelay implements Conversation {
  readonly #stream: Stream;
  readonly #client: PortClient;
  readonly #pace: Pace;
  #sent: Uint8Array[] = [];
  #inputEnds = false;
  #outputEnded = false;
  #isOver = false;

  constructor(stream: Stream, client: PortClient, pace: Pace) {
    this.#stream = stream;
    this.#client = client;
    this.#pace = pace;
    pace.add(this);
  }

  get needsTime(): boolean {
    return true;
  }

  input(data: Uint8Array): void {
    if (this.#isOver || data.length === 0) return;
    this.#sent.push(Uint8Array.from(data));
    this.#pace.touch();
  }

  endInput(): void {
    this.#inputEnds = true;
    this.#pace.touch();
  }

  resume(): void {
    if (!this.#isOver) this.#pace.touch();
  }

  clientGone(): void {
    if (this.#isOver) return;
    this.#finish();
    this.#pace.touch();
  }

  step(): boolean {
    if (this.#isOver) return false;
    const hasSent = this.#stepInput();
    const hasRead = this.#stepOutput();
    if (this.#outputEnded && this.#sent.length === 0) this.#finish();
    return hasSent || hasRead;
  }

  #stepInput(): boolean {
    const [next] = this.#sent;
    if (next === undefined) {
      if (!this.#inputEnds) return false;
      this.#inputEnds = false;
      // A socket can end one way only; another stream ends as a whole.
      const socket = this.#stream as { shutdownWrite?(): void };
      if (socket.shutdownWrite === undefined) this.#stream.close();
      else socket.shutdownWrite();
      return true;
    }
    const taken = this.#stream.tryWrite(next);
    if (taken === "would-block") return false;
    if (taken === "broken") this.#sent = [];
    else if (taken >= next.length) this.#sent.shift();
    else this.#sent[0] = next.subarray(taken);
    return true;
  }

  #stepOutput(): boolean {
    if (this.#outputEnded || this.#client.isFull) return false;
    const got = this.#stream.tryRead(CHUNK);
    if (got === "would-block") return false;
    if (got === "eof") {
      this.#outputEnded = true;
      const { error = null } = this.#stream as Partial<TcpSocket>;
      if (error === null) this.#client.end();
      else this.#client.fail(`${error.code === "ECONNREFUSED" ? "connect" : "read"}: ${error.message.toLowerCase()}`);
    } else this.#client.send(got);
    return true;
  }

  #finish(): void {
    this.#isOver = true;
    this.#pace.remove(this);
    this.#stream.close();
  }
}
