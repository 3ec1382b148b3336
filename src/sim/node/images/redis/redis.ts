/** Redis as somebody with netcat meets it: PING, SET, GET, DEL, QUIT. Models: redis-protocol(7) inline commands */

import type { Run } from "../../../core/wait.ts";
import { logDate } from "../../../net/http/http-date.ts";
import { EVERYWHERE } from "../../../net/socket/bound.ts";
import type { Process } from "../../../os/process.ts";
import { debianFiles } from "../base/debian.ts";
import { converse } from "../greeter.ts";
import type { Image } from "../image.ts";
import { serveTcp, startUp } from "../server.ts";
import { redisCli } from "./redis-cli.ts";

export const redis: Image = {
  names: ["docker.io/library/redis"],
  tags: ["latest", "8", "8.4", "7", "7.4", "7.2", "6", "alpine", "7-alpine"],
  isPublished: true,
  sizeBytes: 41_722_003,
  config: (tag) => ({
    entrypoint: ["docker-entrypoint.sh"],
    cmd: ["redis-server"],
    workingDir: "/data",
    env: { REDIS_VERSION: versionOf(tag) },
  }),
  files: () =>
    debianFiles("bookworm", {
      "/usr/local/bin/docker-entrypoint.sh": { program: "redis-server" },
      "/usr/local/bin/redis-server": { program: "redis-server" },
      "/usr/local/bin/redis-cli": { program: "redis-cli" },
      "/data/": "",
    }),
  programs: { "redis-server": serve, "redis-cli": redisCli },
};

function versionOf(tag: string): string {
  if (tag.startsWith("6")) return "6.2.21";
  if (tag.startsWith("7.2")) return "7.2.12";
  return tag.startsWith("7") ? "7.4.7" : "8.4.0";
}

function* serve(process: Process): Run<number> {
  yield* startUp(process, 30_000);
  const version = process.env.get("REDIS_VERSION") ?? "8.4.0";
  const stamp = redisDate(process.machine.clock.nowMs);
  for (const line of [
    "C * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo",
    `C * Redis version=${version}, bits=64, commit=00000000, modified=0, pid=1, just started`,
    "C # Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf",
    "M * monotonic clock: POSIX clock_gettime",
    "M * Running mode=standalone, port=6379.",
    "M * Server initialized",
    "M * Ready to accept connections tcp",
  ])
    yield* process.print(`1:${line[0]} ${stamp} ${line.slice(2)}\n`);
  const values = new Map<string, string>();
  const answer = (line: string): string | null => command(values, line.trim().split(/\s+/));
  yield* serveTcp(
    process,
    [{}, { ip: EVERYWHERE, isOnly6: true }].map((at) => ({
      ...at,
      port: 6379,
      backlog: 511,
      serve: (socket) => converse(socket, answer),
    })),
  );
  const end = redisDate(process.machine.clock.nowMs);
  yield* process.print(
    `1:signal-handler (${Math.floor(process.machine.clock.nowMs / 1000)}) Received SIGTERM scheduling shutdown...\n`,
  );
  yield* process.print(
    `1:M ${end} * User requested shutdown...\n1:M ${end} # Redis is now ready to exit, bye bye...\n`,
  );
  return 0;
}

/** `05 Jan 2026 09:00:00.000` */
function redisDate(epochMs: number): string {
  const [, day, month, year, time] = /^(\d+)\/(\w+)\/(\d+):(\S+)/.exec(logDate(epochMs)) ?? [];
  return `${day} ${month} ${year} ${time}.${String(epochMs % 1000).padStart(3, "0")}`;
}

function command(values: Map<string, string>, [name = "", key = "", value = ""]: string[]): string | null {
  if (name === "" || name.startsWith("*") || name.startsWith("$")) return "";
  switch (name.toUpperCase()) {
    case "PING":
      return key === "" ? "+PONG\r\n" : `$${key.length}\r\n${key}\r\n`;
    case "SET":
      values.set(key, value);
      return "+OK\r\n";
    case "GET": {
      const found = values.get(key);
      return found === undefined ? "$-1\r\n" : `$${found.length}\r\n${found}\r\n`;
    }
    case "DEL":
      return `:${values.delete(key) ? 1 : 0}\r\n`;
    case "QUIT":
      return null;
    default:
      return `-ERR unknown command '${name}', with args beginning with: \r\n`;
  }
}
