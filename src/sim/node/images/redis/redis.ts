/** Redis as somebody with netcat meets it: PING, SET, GET, DEL, QUIT. Models: redis-protocol(7) inline commands */
import type { Run } from "../../../core/wait.ts";
import type { Process } from "../../../os/process.ts";
import { debianFiles } from "../base/debian.ts";
import { converse } from "../greeter.ts";
import type { Image } from "../image.ts";
import { serveTcp, startUp } from "../server.ts";

export const redis: Image = {
  names: ["docker.io/library/redis"],
  tags: ["latest", "8", "8.4", "7", "7.4", "7.2", "6", "alpine", "7-alpine"],
  isPublished: true,
  sizeBytes: 41_722_003,
  config: () => ({ entrypoint: ["docker-entrypoint.sh"], cmd: ["redis-server"], workingDir: "/data" }),
  files: () =>
    debianFiles("bookworm", {
      "/usr/local/bin/docker-entrypoint.sh": { program: "redis-server" },
      "/usr/local/bin/redis-server": { program: "redis-server" },
      "/data/": "",
    }),
  programs: { "redis-server": serve },
};

function* serve(process: Process): Run<number> {
  yield* startUp(process, 30_000);
  yield* process.print("1:M * Server initialized\n1:M * Ready to accept connections tcp\n");
  const values = new Map<string, string>();
  const answer = (line: string): string | null => command(values, line.trim().split(/\s+/));
  yield* serveTcp(process, [{ port: 6379, serve: (socket) => converse(socket, answer) }]);
  return 0;
}

function command(values: Map<string, string>, [name = "", key = "", value = ""]: string[]): string | null {
  if (name === "" || name.startsWith("*") || name.startsWith("$")) return "";
  switch (name.toUpperCase()) {
    case "PING":
      return "+PONG\r\n";
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
