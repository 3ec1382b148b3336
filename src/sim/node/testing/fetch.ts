/** One GET out of a machine, for tests: connect, ask, read. */

import { ip } from "../../core/ip.ts";
import { decodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import { readResponse } from "../../net/http/read.ts";
import { writeRequest } from "../../net/http/write.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { connectTcp } from "../../net/socket/connect.ts";

export interface Fetched {
  readonly status: number;
  readonly body: string;
  readonly headers: readonly string[];
}

export function* fetch(from: NetNamespace, url: string): Run<Fetched> {
  const found = /^http:\/\/([\d.]+)(?::(\d+))?(\/.*)?$/.exec(url) as RegExpExecArray;
  const [, host = "", port = "80", path = "/"] = found;
  const socket = yield* connectTcp(from, { to: ip(host), port: Number(port), timeoutUs: 10_000_000 });
  try {
    const headers = [
      { name: "Host", value: host },
      { name: "Connection", value: "close" },
    ];
    yield* writeRequest(socket, { method: "GET", target: path, version: "HTTP/1.1", headers, body: new Uint8Array(0) });
    const { status, body, headers: got } = yield* readResponse(socket);
    return { status, body: decodeUtf8(body), headers: got.map(({ name, value }) => `${name}: ${value}`) };
  } finally {
    socket.close();
  }
}
