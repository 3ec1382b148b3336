/**
 * RabbitMQ as the network sees it: it waits for the eight bytes of an AMQP client, and shows others which it wanted.
 *
 * Models: AMQP 0-9-1 §4.2.2 (protocol header, rejected version)
 * SIMPLIFIED: nobody gets further than the header; the management page is one line.
 */

import { readSome, writeAll } from "../../../core/stream-io.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import type { HttpResponse } from "../../../net/http/message.ts";
import { EVERYWHERE } from "../../../net/socket/bound.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";
import type { Process } from "../../../os/process.ts";
import { debianFiles } from "../base/debian.ts";
import type { Image } from "../image.ts";
import { type Port, serveHttp, serveTcp, startUp } from "../server.ts";

const HEADER = Uint8Array.of(0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1);

export const rabbitmq: Image = {
  names: ["docker.io/library/rabbitmq"],
  tags: ["latest", "4", "4.2", "4-management", "3", "3.13", "3-management", "management", "alpine", "3-alpine"],
  isPublished: true,
  sizeBytes: 98_304_211,
  config: (tag) => ({
    entrypoint: ["docker-entrypoint.sh"],
    cmd: ["rabbitmq-server"],
    ...(tag.includes("management") ? { env: { RABBITMQ_MANAGEMENT: "1" } } : {}),
  }),
  files: () =>
    debianFiles("bookworm", {
      "/usr/local/bin/docker-entrypoint.sh": { program: "rabbitmq-server" },
      "/opt/rabbitmq/sbin/rabbitmq-server": { program: "rabbitmq-server" },
      "/var/lib/rabbitmq/": "",
    }),
  programs: { "rabbitmq-server": serve },
};

function* serve(process: Process): Run<number> {
  yield* startUp(process, 4_000_000);
  yield* process.print("  Starting broker... completed with 4 plugins.\n");
  const ports: Port[] = [{ ip: EVERYWHERE, port: 5672, backlog: 128, serve: amqp }];
  if (process.env.has("RABBITMQ_MANAGEMENT"))
    ports.push({ port: 15_672, serve: (socket) => serveHttp(socket, { answer: () => page() }) });
  yield* serveTcp(process, ports);
  return 0;
}

function* amqp(socket: TcpSocket): Run<void> {
  if ((yield* readSome(socket)) !== null) yield* writeAll(socket, HEADER);
}

// biome-ignore lint/correctness/useYield: an HTTP service's answer may wait; this one does not.
function* page(): Run<HttpResponse> {
  const body = encodeUtf8("<!doctype html>\n<title>RabbitMQ Management</title>\n");
  const headers = [
    { name: "content-length", value: String(body.length) },
    { name: "content-type", value: "text/html" },
    { name: "server", value: "Cowboy" },
  ];
  return { version: "HTTP/1.1", status: 200, reason: "OK", headers, body };
}
