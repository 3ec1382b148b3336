/** Small Go web servers: one text for each request, with the headers that net/http puts on it. */

import { encodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import { httpDate } from "../../net/http/http-date.ts";
import { type HttpHeader, type HttpResponse, reasonOf } from "../../net/http/message.ts";
import { EVERYWHERE } from "../../net/socket/bound.ts";
import type { Process } from "../../os/process.ts";
import { type HttpExchange, serveHttp, serveTcp } from "./server.ts";

export interface GoAnswer {
  readonly status?: number;
  readonly headers?: readonly HttpHeader[];
  readonly type?: string;
  readonly text: string;
}

export function goResponse(process: Process, { status = 200, headers = [], type, text }: GoAnswer): HttpResponse {
  const body = encodeUtf8(text);
  const all = [
    ...headers,
    { name: "Date", value: httpDate(process.machine.clock.nowMs) },
    { name: "Content-Length", value: String(body.length) },
    ...(body.length > 0 ? [{ name: "Content-Type", value: type ?? "text/plain; charset=utf-8" }] : []),
  ];
  return { version: "HTTP/1.1", status, reason: reasonOf(status), headers: all, body };
}

export function* serveGo(process: Process, port: number, answer: (exchange: HttpExchange) => Run<GoAnswer>): Run<void> {
  const respond = function* (exchange: HttpExchange): Run<HttpResponse> {
    return goResponse(process, yield* answer(exchange));
  };
  yield* serveTcp(process, [{ ip: EVERYWHERE, port, serve: (socket) => serveHttp(socket, { answer: respond }) }]);
}
