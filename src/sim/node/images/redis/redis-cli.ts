/** `redis-cli`: one command, sent as a line. Models: redis 7 src/redis-cli.c; SIMPLIFIED: no prompt, no options but -h, -p and -a. */
import { readSome, writeAll } from "../../../core/stream-io.ts";
import { decodeUtf8, encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { NetError } from "../../../net/net-error.ts";
import { connectTcp } from "../../../net/socket/connect.ts";
import type { Process } from "../../../os/process.ts";
import { ResolveError, resolve } from "../../../os/resolver/resolve.ts";

export function* redisCli(process: Process): Run<number> {
  const words = process.argv.slice(1);
  const options = { host: "127.0.0.1", port: "6379", auth: "" };
  while (words[0]?.startsWith("-") === true) {
    const [name, value = ""] = words.splice(0, 2);
    if (name === "-h") options.host = value;
    else if (name === "-p") options.port = value;
    else if (name === "-a") options.auth = value;
    else {
      yield* process.printError(`redis-cli: ${name} is not simulated here\n`);
      return 1;
    }
  }
  if (words.length === 0) {
    yield* process.printError("redis-cli: a prompt is not simulated here; name a command\n");
    return 1;
  }
  const { host, port } = options;
  const why = (text: string): Run<void> =>
    process.printError(`Could not connect to Redis at ${host}:${port}: ${text}\n`);
  try {
    const [to] = (yield* resolve(process.machine, host, { family: 4 })).addresses;
    const socket = yield* connectTcp(process.machine.network, {
      to: to ?? 0,
      port: Number(port),
      timeoutUs: 5_000_000,
    });
    try {
      yield* writeAll(socket, encodeUtf8(`${words.join(" ")}\r\n`));
      const got = yield* readSome(socket);
      yield* process.print(shown(got === null ? "" : decodeUtf8(got), process.tty !== null));
      return 0;
    } finally {
      socket.close();
    }
  } catch (error) {
    if (error instanceof NetError) yield* why(error.message);
    else if (error instanceof ResolveError) yield* why(error.message);
    else throw error;
    return 1;
  }
}

/** At a terminal values are quoted and numbers named. */
function shown(reply: string, isTty: boolean): string {
  const [first = "", second = ""] = reply.split("\r\n");
  const rest = first.slice(1);
  switch (first[0]) {
    case "+":
      return `${rest}\n`;
    case "-":
      return `${isTty ? "(error) " : ""}${rest}\n`;
    case ":":
      return `${isTty ? "(integer) " : ""}${rest}\n`;
    case "$":
      if (rest === "-1") return isTty ? "(nil)\n" : "\n";
      return `${isTty ? JSON.stringify(second) : second}\n`;
    default:
      return reply;
  }
}
