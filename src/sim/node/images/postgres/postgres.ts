/**
 * PostgreSQL as the network sees it: a port that takes connections and waits to be spoken to.
 *
 * SIMPLIFIED: it refuses every startup message; there is no database behind it.
 */

import { readSome, writeAll } from "../../../core/stream-io.ts";
import { formatRfc3339 } from "../../../core/time.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { NetError } from "../../../net/net-error.ts";
import { EVERYWHERE } from "../../../net/socket/bound.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";
import type { Process } from "../../../os/process.ts";
import { debianFiles } from "../base/debian.ts";
import type { Image } from "../image.ts";
import { serveTcp, startUp } from "../server.ts";
import { pgIsReady, SSL_REQUEST } from "./pg-isready.ts";

const DATA = "/var/lib/postgresql/data";
const VERSIONS: Readonly<Record<string, string>> = {
  "18": "18.1",
  "17": "17.7",
  "16": "16.11",
  "15": "15.15",
  "14": "14.20",
  "13": "13.23",
};

export const postgres: Image = {
  names: ["docker.io/library/postgres"],
  tags: ["latest", "18", "17", "16", "15", "14", "13", "16-alpine", "15-alpine", "alpine"],
  isPublished: true,
  sizeBytes: 160_331_200,
  config: (tag) => ({
    entrypoint: ["docker-entrypoint.sh"],
    cmd: ["postgres"],
    env: { PGDATA: DATA, PG_VERSION: VERSIONS[tag.replace(/-.*$/, "")] ?? "18.1" },
    stopSignal: "INT",
  }),
  files: () =>
    debianFiles("bookworm", {
      "/usr/local/bin/docker-entrypoint.sh": { program: "postgres" },
      "/usr/local/bin/postgres": { program: "postgres" },
      "/usr/local/bin/pg_isready": { program: "pg_isready" },
      "/var/lib/postgresql/data/": "",
    }),
  programs: { postgres: serve, pg_isready: pgIsReady },
};

function* serve(process: Process): Run<number> {
  const { env, machine } = process;
  const isNew = !machine.fs.exists(`${env.get("PGDATA")}/PG_VERSION`);
  if (isNew && (env.get("POSTGRES_PASSWORD") ?? "") === "" && env.get("POSTGRES_HOST_AUTH_METHOD") !== "trust") {
    yield* process.printError(NO_PASSWORD);
    return 1;
  }
  const version = env.get("PG_VERSION") ?? "16.11";
  if (isNew) yield* initialise(process, version);
  yield* startUp(process, 150_000);
  const note = function* (text: string, pid = 1): Run<void> {
    const now = formatRfc3339(machine.clock.nowMs).replace("T", " ").replace("Z", "");
    yield* process.printError(`${now}.000 UTC [${pid}] LOG:  ${text}\n`);
  };
  yield* note(
    `starting PostgreSQL ${version} (Debian ${version}-1.pgdg12+1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit`,
  );
  yield* note('listening on IPv4 address "0.0.0.0", port 5432');
  yield* note('listening on IPv6 address "::", port 5432');
  yield* note('listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"');
  yield* note(
    `database system was shut down at ${formatRfc3339(machine.clock.nowMs).replace("T", " ").replace("Z", "")} UTC`,
    29,
  );
  yield* note("database system is ready to accept connections");
  try {
    yield* serveTcp(
      process,
      [{}, { ip: EVERYWHERE, isOnly6: true }].map((at) => ({ ...at, port: 5432, backlog: 200, serve: refuse })),
    );
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    yield* note('could not bind IPv4 address "0.0.0.0": Address already in use');
    return 1;
  }
  yield* note("received fast shutdown request");
  yield* note("database system is shut down");
  return 0;
}

function* initialise(process: Process, version: string): Run<void> {
  yield* startUp(process, 1_500_000);
  yield* process.print(
    'The files belonging to this database system will be owned by user "postgres".\nThis user must also own the server process.\n\nPostgreSQL init process complete; ready for start up.\n\n',
  );
  const { fs } = process.machine;
  const folder = process.env.get("PGDATA") ?? DATA;
  fs.makeDirectory(folder, "/", { parents: true });
  fs.writeFile(`${folder}/PG_VERSION`, `${version.split(".")[0]}\n`);
}

/** An ErrorResponse of protocol 3.0; no to whoever asks for TLS first. */
function* refuse(socket: TcpSocket): Run<void> {
  for (;;) {
    const got = yield* readSome(socket);
    if (got === null) return;
    const asksForTls = got.length === SSL_REQUEST.length && got.every((byte, i) => byte === SSL_REQUEST[i]);
    if (!asksForTls) break;
    if (!(yield* writeAll(socket, encodeUtf8("N")))) return;
  }
  const fields = encodeUtf8("SFATAL\0VFATAL\0C0A000\0Mqueries are not simulated here\0\0");
  const head = [0x45, 0, 0, (fields.length + 4) >> 8, (fields.length + 4) & 255];
  yield* writeAll(socket, Uint8Array.from([...head, ...fields]));
}

const NO_PASSWORD = `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
`;
