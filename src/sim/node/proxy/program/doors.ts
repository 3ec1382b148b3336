/** HTTP servers of one process that come and go while it runs. */

import { type Ip, parseIp } from "../../../core/ip.ts";
import { Task } from "../../../core/task.ts";
import type { Run, WaitQueue } from "../../../core/wait.ts";
import { HttpError, type HttpResponse } from "../../../net/http/message.ts";
import { NetError } from "../../../net/net-error.ts";
import { EVERYWHERE, isAny } from "../../../net/socket/bound.ts";
import type { TcpListener } from "../../../net/socket/tcp-listener.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";
import type { Process } from "../../../os/process.ts";
import { serveHttp } from "../../images/server.ts";

/** What is answered to a path. */
export type Answer = (path: string) => HttpResponse;

interface Door {
  readonly listener: TcpListener;
  answer: Answer;
}

export class Doors {
  readonly #process: Process;
  readonly #doors = new Map<string, Door>();
  readonly #tasks = new Set<Task<void>>();

  constructor(process: Process) {
    this.#process = process;
  }

  get queues(): WaitQueue[] {
    return [...this.#doors.values()].map(({ listener }) => listener.acceptable);
  }

  /** At `0.0.0.0:10256`. False when the port is somebody else's. */
  open(address: string, answer: Answer): boolean {
    const known = this.#doors.get(address);
    if (known !== undefined) {
      known.answer = answer;
      return true;
    }
    const colon = address.lastIndexOf(":");
    const named = parseIp(address.slice(0, colon)) ?? EVERYWHERE;
    // Go listens on `::` when it is told 0.0.0.0.
    const ip: Ip = isAny(named) ? EVERYWHERE : named;
    try {
      const listener = this.#process.machine.network.sockets.listenTcp({ ip, port: Number(address.slice(colon + 1)) });
      this.#doors.set(address, { listener, answer });
      return true;
    } catch (error) {
      if (error instanceof NetError) return false;
      throw error;
    }
  }

  /** All that are open, but for these. */
  closeOthers(wanted: ReadonlySet<string>): string[] {
    const gone: string[] = [];
    for (const [address, { listener }] of this.#doors)
      if (!wanted.has(address)) {
        listener.close();
        this.#doors.delete(address);
        gone.push(address);
      }
    return gone;
  }

  acceptAll(): void {
    for (const door of this.#doors.values())
      for (let socket = door.listener.tryAccept(); socket !== null; socket = door.listener.tryAccept())
        this.#serve(socket, door);
  }

  close(): void {
    for (const task of this.#tasks) task.kill();
    for (const { listener } of this.#doors.values()) listener.close();
    this.#doors.clear();
  }

  #serve(socket: TcpSocket, door: Door): void {
    const task: Task<void> = new Task(this.#process.machine.clock, connection(socket, door), (end) => {
      this.#tasks.delete(task);
      if (end === "killed" || !("error" in end)) return;
      if (!(end.error instanceof NetError || end.error instanceof HttpError)) throw end.error;
    });
    this.#tasks.add(task);
  }
}

function* connection(socket: TcpSocket, door: Door): Run<void> {
  try {
    yield* serveHttp(socket, {
      // biome-ignore lint/correctness/useYield: an answer that waits for nothing
      *answer({ request }) {
        return door.answer((request.target.split("?")[0] ?? "") as string);
      },
    });
  } finally {
    socket.close();
  }
}
