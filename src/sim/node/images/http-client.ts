/** One HTTP request of a program in a container: the name looked up, a connection of its own, an answer or why there is none. */
import type { Run } from "../../core/wait.ts";
import { HttpError, type HttpHeader, type HttpResponse } from "../../net/http/message.ts";
import { readResponse } from "../../net/http/read.ts";
import { writeRequest } from "../../net/http/write.ts";
import { NetError } from "../../net/net-error.ts";
import { connectTcp } from "../../net/socket/connect.ts";
import type { Machine } from "../../os/machine.ts";
import { ResolveError, resolve } from "../../os/resolver/resolve.ts";

export interface HttpCall {
  readonly method: string;
  readonly host: string;
  readonly port: number;
  readonly target: string;
  readonly headers?: readonly HttpHeader[];
  readonly body?: Uint8Array;
  readonly timeoutUs: number;
}

export type CallFailure = ResolveError | NetError | HttpError;

export function* callHttp(machine: Machine, call: HttpCall): Run<HttpResponse | CallFailure> {
  const { host, port, method, target, headers = [], body = new Uint8Array(0), timeoutUs } = call;
  try {
    const [to] = (yield* resolve(machine, host, { family: 4 })).addresses;
    if (to === undefined) return new NetError("EHOSTUNREACH");
    const socket = yield* connectTcp(machine.network, { to, port, timeoutUs });
    try {
      const length = body.length > 0 ? [{ name: "Content-Length", value: String(body.length) }] : [];
      const all = [
        { name: "Host", value: port === 80 ? host : `${host}:${port}` },
        ...headers,
        ...length,
        { name: "Connection", value: "close" },
      ];
      yield* writeRequest(socket, { method, target, version: "HTTP/1.1", headers: all, body });
      return yield* readResponse(socket);
    } finally {
      socket.close();
    }
  } catch (error) {
    if (error instanceof ResolveError || error instanceof NetError || error instanceof HttpError) return error;
    throw error;
  }
}

/** `http://auth:8080/x`; null for what is no address of this sort. */
export function parseHttpUrl(text: string): { host: string; port: number; target: string } | null {
  const found = /^http:\/\/([^/:?#]+)(?::(\d+))?(\/[^#]*)?/.exec(text);
  if (found === null) return null;
  return { host: found[1] as string, port: Number(found[2] ?? 80), target: found[3] ?? "/" };
}
