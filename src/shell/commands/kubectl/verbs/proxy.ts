/**
 * `kubectl proxy`: the API server on a port of this machine.
 *
 * Models: k8s.io/kubectl/pkg/cmd/proxy/proxy.go
 * SIMPLIFIED: no Unix sockets.
 */
import { formatIp, parseIp } from "../../../../sim/core/ip.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import { NetError } from "../../../../sim/net/net-error.ts";
import type { TcpListener } from "../../../../sim/net/socket/tcp-listener.ts";
import type { Command } from "../command.ts";
import { CommandError, Exit } from "../errors.ts";
import { bool, duration, int, text } from "../flags/flag.ts";
import { type Invocation, klogHeader, resolverOf } from "../invocation.ts";
import { type Filter, parsePatterns } from "../proxy/filter.ts";
import { serveProxy } from "../proxy/serve.ts";

const DEFAULT_PORT = 8001;

export const PROXY: Command = {
  name: "proxy",
  summary: "Run a proxy to the Kubernetes API server",
  usage: "[--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]",
  flags: [
    text("accept-hosts", "^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$"),
    text("accept-paths", "^.*"),
    text("address", "127.0.0.1"),
    text("api-prefix", "/"),
    bool("append-server-path"),
    bool("disable-filter"),
    duration("keepalive"),
    int("port/p", DEFAULT_PORT),
    text("reject-methods", "^$"),
    text("reject-paths", "^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach"),
    text("unix-socket/u"),
    text("www/w"),
    text("www-prefix/P", "/static/"),
  ],
  *run(call) {
    const { flags } = call;
    const serverPath = yield* serverPathOf(call);
    const filter = yield* filterOf(call);
    if (flags.text("unix-socket") !== "") {
      if (flags.int("port") !== DEFAULT_PORT)
        throw new CommandError("cannot set --unix-socket and --port at the same time");
      throw new CommandError("Unix sockets are not simulated here");
    }
    yield* checkFolder(call);
    const listener = listenerFor(call);
    const { ip, port } = listener.local;
    yield* call.print(`Starting to serve on ${typeof ip === "bigint" ? `[${formatIp(ip)}]` : formatIp(ip)}:${port}\n`);
    yield* serveProxy(call, listener, {
      filter,
      apiPrefix: slashed(flags.text("api-prefix")),
      staticPrefix: slashed(flags.text("www-prefix")),
      staticFolder: flags.text("www"),
      serverPath,
    });
  },
};

function slashed(prefix: string): string {
  return prefix.endsWith("/") ? prefix : `${prefix}/`;
}

function* warn(call: Invocation, line: number, message: string): Run<void> {
  yield* call.printError(`${klogHeader(call.process, "W")} proxy.go:${line}] ${message}\n`);
}

function* serverPathOf(call: Invocation): Run<string> {
  const path = /^https?:\/\/[^/]*(\/.+)$/.exec(call.connection.server)?.[1] ?? "";
  if (path === "" || call.flags.bool("append-server-path")) return path;
  const told = `Your kube context contains a server path ${path}, use --append-server-path to automatically append the path to each request`;
  yield* warn(call, 171, told);
  return "";
}

function* filterOf(call: Invocation): Run<Filter | null> {
  const { flags } = call;
  if (flags.bool("disable-filter")) {
    if (flags.text("unix-socket") === "")
      yield* warn(call, 177, "Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious");
    return null;
  }
  return {
    acceptPaths: yield* patternsOf(call, "accept-paths"),
    rejectPaths: yield* patternsOf(call, "reject-paths"),
    acceptHosts: yield* patternsOf(call, "accept-hosts"),
    rejectMethods: yield* patternsOf(call, "reject-methods"),
  };
}

function* patternsOf(call: Invocation, flag: string): Run<readonly RegExp[]> {
  const patterns = parsePatterns(call.flags.text(flag));
  if (typeof patterns !== "string") return patterns;
  yield* call.printError(`${klogHeader(call.process, "F")} proxy_server.go:83] Error compiling re: ${patterns}\n`);
  throw new Exit(255);
}

function* checkFolder(call: Invocation): Run<void> {
  const folder = call.flags.text("www");
  if (folder === "") return;
  const node = call.process.machine.fs.tryNode(folder, call.process.cwd);
  if (node === undefined) {
    const why = `stat ${folder}: no such file or directory`;
    yield* warn(call, 200, `Failed to stat static file directory ${folder}: ${why}`);
  } else if (node.kind !== "directory") yield* warn(call, 202, `Static file directory ${folder} is not a directory`);
}

function listenerFor(call: Invocation): TcpListener {
  const address = call.flags.text("address");
  const port = call.flags.int("port");
  if (port < 0 || port > 65_535) throw new CommandError(`listen tcp: address ${port}: invalid port`);
  const ip = address === "localhost" ? parseIp("127.0.0.1") : parseIp(address);
  if (ip === null && address !== "")
    throw new CommandError(`listen tcp: lookup ${address} on ${resolverOf(call.process)}:53: no such host`);
  try {
    return call.process.machine.network.sockets.listenTcp({ ...(ip === null ? {} : { ip }), port });
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    const words = error.message.charAt(0).toLowerCase() + error.message.slice(1);
    throw new CommandError(`listen tcp ${address}:${port}: bind: ${words}`);
  }
}
