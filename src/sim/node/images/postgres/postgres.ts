/**
 * PostgreSQL as the network sees it: a port that takes connections and waits to be spoken to.
 *
 * SIMPLIFIED: it refuses every startup message; there is no database behind it.
 */
import { readSome, writeAll } from "../../../core/stream-io.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";
import type { Process } from "../../../os/process.ts";
import { debianFiles } from "../base/debian.ts";
import type { Image } from "../image.ts";
import { serveTcp, startUp } from "../server.ts";

export const postgres: Image = {
  names: ["docker.io/library/postgres"],
  tags: ["latest", "18", "17", "16", "15", "14", "13", "16-alpine", "15-alpine", "alpine"],
  isPublished: true,
  sizeBytes: 160_331_200,
  config: () => ({
    entrypoint: ["docker-entrypoint.sh"],
    cmd: ["postgres"],
    env: { PGDATA: "/var/lib/postgresql/data" },
  }),
  files: () =>
    debianFiles("bookworm", {
      "/usr/local/bin/docker-entrypoint.sh": { program: "postgres" },
      "/usr/local/bin/postgres": { program: "postgres" },
      "/var/lib/postgresql/data/": "",
    }),
  programs: { postgres: serve },
};

function* serve(process: Process): Run<number> {
  const { env } = process;
  if (!env.has("POSTGRES_PASSWORD") && env.get("POSTGRES_HOST_AUTH_METHOD") !== "trust") {
    yield* process.printError(
      'Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".\n',
    );
    return 1;
  }
  yield* startUp(process, 1_500_000);
  yield* process.printError("LOG:  database system is ready to accept connections\n");
  yield* serveTcp(process, [{ port: 5432, serve: refuse }]);
  return 0;
}

/** An ErrorResponse of protocol 3.0. */
function* refuse(socket: TcpSocket): Run<void> {
  if ((yield* readSome(socket)) === null) return;
  const fields = encodeUtf8("SFATAL\0VFATAL\0C0A000\0Mqueries are not simulated here\0\0");
  const head = [0x45, 0, 0, (fields.length + 4) >> 8, (fields.length + 4) & 255];
  yield* writeAll(socket, Uint8Array.from([...head, ...fields]));
}
