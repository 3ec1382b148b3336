/** `pg_isready`: is there a server that takes connections? Models: PostgreSQL 16 src/bin/scripts/pg_isready.c */
import { readSome, writeAll } from "../../../core/stream-io.ts";
import type { Run } from "../../../core/wait.ts";
import { NetError } from "../../../net/net-error.ts";
import { connectToAny } from "../../../net/socket/connect.ts";
import type { Process } from "../../../os/process.ts";
import { ResolveError, resolve } from "../../../os/resolver/resolve.ts";

/** "Do you speak TLS?": an 8-byte message that every server answers. */
export const SSL_REQUEST = Uint8Array.of(0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f);
const NO_RESPONSE = 2;

export function* pgIsReady(process: Process): Run<number> {
  const given = (short: string, long: string): string | undefined => {
    const at = process.argv.findIndex((word) => word === short || word === long);
    if (at >= 0) return process.argv[at + 1];
    return process.argv.find((word) => word.startsWith(`${long}=`))?.slice(long.length + 1);
  };
  const host = given("-h", "--host") ?? process.env.get("PGHOST");
  const port = given("-p", "--port") ?? process.env.get("PGPORT") ?? "5432";
  const timeoutUs = Number(given("-t", "--timeout") ?? 3) * 1_000_000;
  const isQuiet = process.argv.includes("-q") || process.argv.includes("--quiet");
  const isThere = yield* answers(process, { host: host ?? "127.0.0.1", port: Number(port), timeoutUs });
  if (!isQuiet)
    yield* process.print(
      `${host ?? "/var/run/postgresql"}:${port} - ${isThere ? "accepting connections" : "no response"}\n`,
    );
  return isThere ? 0 : NO_RESPONSE;
}

function* answers(
  { machine }: Process,
  { host, port, timeoutUs }: { host: string; port: number; timeoutUs: number },
): Run<boolean> {
  try {
    const { addresses } = yield* resolve(machine, host);
    const socket = yield* connectToAny(machine.network, { to: addresses, port, timeoutUs });
    try {
      yield* writeAll(socket, SSL_REQUEST);
      return (yield* readSome(socket)) !== null;
    } finally {
      socket.close();
    }
  } catch (error) {
    if (error instanceof NetError || error instanceof ResolveError) return false;
    throw error;
  }
}
