/**
 * What the agent answers on the healthCheckNodePort of a Service, so that a load balancer knows which nodes have a backend.
 *
 * Models: cilium pkg/loadbalancer/healthserver/healthserver.go
 */
import { Task } from "../../../core/task.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { httpDate } from "../../../net/http/http-date.ts";
import { HttpError, type HttpResponse } from "../../../net/http/message.ts";
import { readRequest } from "../../../net/http/read.ts";
import { writeResponse } from "../../../net/http/write.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { NetError } from "../../../net/net-error.ts";
import type { TcpListener } from "../../../net/socket/tcp-listener.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";
import { isOn } from "../../proxy/endpoints.ts";
import type { ServiceEntry } from "../../proxy/service-table.ts";

interface Door {
  readonly listener: TcpListener;
  answer: { readonly service: string; readonly localEndpoints: number };
}

export class HealthDoors {
  readonly #namespace: NetNamespace;
  readonly #node: { readonly name: string };
  readonly #doors = new Map<number, Door>();

  constructor(node: { readonly name: string; readonly namespace: NetNamespace }) {
    this.#namespace = node.namespace;
    this.#node = node;
  }

  /** Opens, closes and updates them to fit the Services. */
  follow(entries: readonly ServiceEntry[]): void {
    const wanted = new Map<number, Door["answer"]>();
    for (const { port, endpoints } of entries) {
      if (port.healthCheckNodePort === 0) continue;
      const had = wanted.get(port.healthCheckNodePort)?.localEndpoints ?? 0;
      const local = endpoints.filter((one) => isOn(one, this.#node) && one.isReady).length;
      const service = `${port.namespace}/${port.service}`;
      wanted.set(port.healthCheckNodePort, { service, localEndpoints: Math.max(had, local) });
    }
    for (const number of [...this.#doors.keys()]) if (!wanted.has(number)) this.#close(number);
    for (const [number, answer] of wanted) {
      const door = this.#doors.get(number);
      if (door === undefined) this.#open(number, answer);
      else door.answer = answer;
    }
  }

  close(): void {
    for (const number of [...this.#doors.keys()]) this.#close(number);
  }

  #open(number: number, answer: Door["answer"]): void {
    const { sockets, clock } = this.#namespace;
    let listener: TcpListener;
    try {
      listener = sockets.listenTcp({ port: number });
    } catch (error) {
      if (error instanceof NetError) return;
      throw error;
    }
    const door: Door = { listener, answer };
    this.#doors.set(number, door);
    const run = (task: Run<void>): void => {
      new Task(clock, task, (end) => {
        const isOurs =
          end !== "killed" && "error" in end && !(end.error instanceof NetError || end.error instanceof HttpError);
        if (isOurs) throw end.error;
      });
    };
    const serve = function* (socket: TcpSocket): Run<void> {
      try {
        if ((yield* readRequest(socket)) !== null) yield* writeResponse(socket, responseOf(door, clock.nowMs));
      } finally {
        socket.close();
      }
    };
    const loop = function* (): Run<void> {
      while (!listener.isClosed) {
        for (let socket = listener.tryAccept(); socket !== null; socket = listener.tryAccept()) run(serve(socket));
        if (!listener.isClosed) yield { on: [listener.acceptable] };
      }
    };
    run(loop());
  }

  #close(number: number): void {
    this.#doors.get(number)?.listener.close();
    this.#doors.delete(number);
  }
}

function responseOf({ answer: { service, localEndpoints } }: Door, nowMs: number): HttpResponse {
  const [namespace, name] = service.split("/");
  const body = encodeUtf8(JSON.stringify({ service: { namespace, name }, localEndpoints }));
  const isWell = localEndpoints > 0;
  return {
    version: "HTTP/1.1",
    status: isWell ? 200 : 503,
    reason: isWell ? "OK" : "Service Unavailable",
    headers: [
      { name: "Content-Type", value: "application/json" },
      { name: "X-Content-Type-Options", value: "nosniff" },
      { name: "X-Load-Balancing-Endpoint-Weight", value: String(localEndpoints) },
      { name: "Date", value: httpDate(nowMs) },
      { name: "Content-Length", value: String(body.length) },
      { name: "Connection", value: "close" },
    ],
    body,
  };
}
