/**
 * Carries connections from local ports to ports of a Pod, all of them in one task.
 *
 * Models: k8s.io/client-go/tools/portforward/portforward.go
 */
import type { Stream } from "../../../../sim/core/stream.ts";
import type { Run, WaitQueue } from "../../../../sim/core/wait.ts";
import type { JsonObject } from "../../../../sim/kube/api/objects.ts";
import type { TcpListener } from "../../../../sim/net/socket/tcp-listener.ts";
import { CommandError, goQuote } from "../errors.ts";
import { type Invocation, klogHeader } from "../invocation.ts";

const CHUNK = 65_536;

export interface Listening {
  readonly listener: TcpListener;
  readonly remote: number;
}

/** Never ends by itself, but when the connection to the Pod is lost. */
export function* forward(
  call: Invocation,
  listening: readonly Listening[],
  connect: (port: number) => Stream | JsonObject,
): Run<never> {
  const open = new Set<Connection>();
  try {
    for (;;) {
      let isBusy = false;
      for (const { listener, remote } of listening) {
        const local = listener.tryAccept();
        if (local === null) continue;
        isBusy = true;
        yield* call.print(`Handling connection for ${listener.local.port}\n`);
        const far = connect(remote);
        if (!isStream(far)) {
          local.close();
          yield* lose(call, `${listener.local.port} -> ${remote}`, far);
        } else open.add(new Connection(local, far));
      }
      for (const connection of open) {
        if (connection.step()) isBusy = true;
        if (connection.isOver) open.delete(connection);
      }
      if (!isBusy)
        yield {
          on: [...listening.map(({ listener }) => listener.acceptable), ...[...open].flatMap(({ queues }) => queues)],
        };
    }
  } finally {
    for (const connection of open) connection.close();
  }
}

function isStream(value: Stream | JsonObject): value is Stream {
  return typeof value.tryRead === "function";
}

function* lose(call: Invocation, ports: string, status: JsonObject): Run<never> {
  const text = `an error occurred forwarding ${ports}: ${String(status.message ?? "")}`;
  yield* call.printError(
    `${klogHeader(call.process, "E")} portforward.go:522] "Unhandled Error" err=${goQuote(text)}\n`,
  );
  throw new CommandError("lost connection to pod");
}

class Connection {
  readonly #ways: readonly Way[];

  constructor(local: Stream, far: Stream) {
    this.#ways = [new Way(local, far), new Way(far, local)];
  }

  get isOver(): boolean {
    return this.#ways.every(({ isOver }) => isOver);
  }

  get queues(): readonly WaitQueue[] {
    return this.#ways.flatMap(({ queue }) => (queue === null ? [] : [queue]));
  }

  /** True when bytes moved. */
  step(): boolean {
    const moved = this.#ways.map((way) => way.step());
    if (this.#ways.some(({ isOver }) => isOver)) this.close();
    return moved.includes(true);
  }

  close(): void {
    for (const way of this.#ways) way.end();
  }
}

class Way {
  readonly #from: Stream;
  readonly #to: Stream;
  #held: Uint8Array | null = null;
  isOver = false;

  constructor(from: Stream, to: Stream) {
    this.#from = from;
    this.#to = to;
  }

  get queue(): WaitQueue | null {
    if (this.isOver) return null;
    return this.#held === null ? this.#from.readable : this.#to.writable;
  }

  step(): boolean {
    if (this.isOver) return false;
    if (this.#held === null) {
      const got = this.#from.tryRead(CHUNK);
      if (got === "would-block") return false;
      if (got === "eof") {
        this.isOver = true;
        return true;
      }
      this.#held = got;
    }
    const taken = this.#to.tryWrite(this.#held);
    if (taken === "would-block") return false;
    if (taken === "broken") {
      this.isOver = true;
      return true;
    }
    this.#held = taken >= this.#held.length ? null : this.#held.subarray(taken);
    return true;
  }

  end(): void {
    this.isOver = true;
    this.#from.close();
  }
}
