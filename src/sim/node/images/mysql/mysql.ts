/**
 * MySQL as the network sees it: a greeting to everybody who connects, and a refusal of whoever logs in.
 *
 * Models: MySQL client/server protocol, HandshakeV10 and ERR packets
 * SIMPLIFIED: there is no database behind it.
 */

import { readSome, writeAll } from "../../../core/stream-io.ts";
import { concatBytes, encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { slashDate } from "../../../net/http/http-date.ts";
import { EVERYWHERE } from "../../../net/socket/bound.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";
import type { Process } from "../../../os/process.ts";
import { debianFiles } from "../base/debian.ts";
import type { Image } from "../image.ts";
import { serveTcp, startUp } from "../server.ts";

const VERSIONS: Readonly<Record<string, string>> = {
  latest: "9.5.0",
  "9": "9.5.0",
  "8": "8.4.7",
  "8.4": "8.4.7",
  "8.0": "8.0.44",
  "5.7": "5.7.44",
};
const ONE_OF = ["MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD"];

export const mysql: Image = {
  names: ["docker.io/library/mysql"],
  tags: Object.keys(VERSIONS),
  isPublished: true,
  sizeBytes: 236_880_128,
  config: (tag) => ({
    entrypoint: ["docker-entrypoint.sh"],
    cmd: ["mysqld"],
    env: { MYSQL_VERSION: VERSIONS[tag] ?? "9.5.0" },
  }),
  files: () =>
    debianFiles("bookworm", {
      "/usr/local/bin/docker-entrypoint.sh": { program: "mysqld" },
      "/usr/sbin/mysqld": { program: "mysqld" },
      "/var/lib/mysql/": "",
    }),
  programs: { mysqld: serve },
};

function* serve(process: Process): Run<number> {
  const version = process.env.get("MYSQL_VERSION") ?? "9.5.0";
  const stamp = slashDate(process.machine.clock.nowMs).replaceAll("/", "-").replace(" ", "T");
  const note = (text: string): string => `${stamp}+00:00 ${text}\n`;
  yield* process.print(note(`[Note] [Entrypoint]: Entrypoint script for MySQL Server ${version}-1.el9 started.`));
  if (!ONE_OF.some((name) => (process.env.get(name) ?? "") !== "")) {
    yield* process.printError(
      `${note("[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified")}    You need to specify one of the following as an environment variable:\n${ONE_OF.map((name) => `    - ${name}\n`).join("")}`,
    );
    return 1;
  }
  yield* startUp(process, 6_000_000);
  yield* process.printError(
    `${stamp}Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '${version}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.\n`,
  );
  const state = { connections: 7 };
  yield* serveTcp(process, [
    { ip: EVERYWHERE, port: 3306, backlog: 151, serve: (socket) => greet(socket, version, ++state.connections) },
  ]);
  return 0;
}

function* greet(socket: TcpSocket, version: string, id: number): Run<void> {
  const challenge = encodeUtf8("hopbyhop");
  const rest = encodeUtf8("\0hopbyhophop\0caching_sha2_password\0");
  const hello = concatBytes([
    Uint8Array.of(10),
    encodeUtf8(`${version}\0`),
    Uint8Array.of(id & 255, (id >> 8) & 255, 0, 0),
    challenge,
    Uint8Array.of(0, 0xff, 0xff, 0xff, 2, 0, 0xff, 0xdf, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    rest,
  ]);
  yield* writeAll(socket, packet(0, hello));
  const got = yield* readSome(socket);
  if (got === null) return;
  const words = encodeUtf8("#HY000queries are not simulated here");
  yield* writeAll(socket, packet((got[3] ?? 0) + 1, concatBytes([Uint8Array.of(0xff, 0x51, 0x04), words])));
}

function packet(sequence: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  return concatBytes([Uint8Array.of(length & 255, (length >> 8) & 255, length >> 16, sequence), payload]);
}
