/**
 * The program in the coredns image: reads its Corefile, listens, looks at the file again from time to time, and goes on
 * for a while when it is told to end.
 *
 * Models: coredns coremain/run.go, plugin/reload, plugin/health's lameduck; caddy Instance.Restart
 * SIMPLIFIED: a reload takes no time, and queries under way are answered by the old configuration.
 */
import { encodeUtf8 } from "../../core/utf8.ts";
import { type Run, WaitQueue } from "../../core/wait.ts";
import { NetError } from "../../net/net-error.ts";
import { OsError } from "../../os/os-error.ts";
import type { Process } from "../../os/process.ts";
import { Interrupted } from "../../os/signal.ts";
import { IN_CLUSTER_CLIENT } from "../in-cluster-client.ts";
import { configurationSum } from "./configuration-sum.ts";
import { CorefileError, parseCorefile, type ServerBlock } from "./corefile.ts";
import { DnsServer } from "./dns-server.ts";
import { durationText } from "./go-values.ts";
import { ClusterView } from "./kubernetes/cluster-view.ts";
import { Listening } from "./listening.ts";

const VERSION = "CoreDNS-1.13.1\nlinux/amd64, go1.25.2, 1db4568\n";
const FILE = "/etc/coredns/Corefile";

/** A server in progress, and its last words once a plugin has ended it. */
interface Running {
  readonly listening: Listening;
  server: DnsServer;
  sum: string;
  readonly end: { words: string | null; readonly said: WaitQueue };
}

export function* coreDns(process: Process): Run<number> {
  if (process.argv.includes("-version")) {
    yield* process.print(VERSION);
    return 0;
  }
  process.on("TERM", "throw");
  process.on("INT", "throw");
  const end = { words: null as string | null, said: new WaitQueue() };
  const listening = new Listening(process);
  try {
    yield* process.print("maxprocs: Leaving GOMAXPROCS=2: CPU quota undefined\n");
    const blocks = read(process);
    const running: Running = { listening, server: serverOf(process, blocks, { listening, end }), sum: "", end };
    running.sum = configurationSum(blocks);
    listening.use(running.server);
    const sum = reloadUs(running) === null ? "" : sumLine(running);
    yield* process.print(`${running.server.addresses.join("\n")}\n${sum}${VERSION}`);
    return yield* serve(process, running);
  } catch (error) {
    return yield* complain(process, error);
  } finally {
    listening.close();
  }
}

/** Until it is told to end, or a plugin ends it. */
function* serve(process: Process, running: Running): Run<number> {
  const { listening, end } = running;
  try {
    for (;;) {
      const everyUs = reloadUs(running);
      const lookUs = everyUs === null ? undefined : process.nowUs + everyUs;
      while (end.words === null && (lookUs === undefined || process.nowUs < lookUs)) {
        listening.acceptAll();
        const on = [end.said, ...listening.queues];
        yield lookUs === undefined ? { on } : { on, untilUs: lookUs };
      }
      if (end.words !== null) {
        yield* process.print(`${end.words}\n`);
        return 1;
      }
      yield* lookAgain(process, running);
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return yield* goOut(process, running, error);
  }
}

function* lookAgain(process: Process, running: Running): Run<void> {
  let blocks: ServerBlock[];
  try {
    blocks = parse(process, () => true);
  } catch (error) {
    if (error instanceof OsError) return;
    if (!(error instanceof CorefileError)) throw error;
    return yield* process.print(`[WARNING] plugin/reload: Corefile parse failed: ${error.message}\n`);
  }
  const sum = configurationSum(blocks);
  if (sum === running.sum) return;
  // The same file is not tried again, even though it may be wrong.
  running.sum = sum;
  yield* process.print("[INFO] Reloading\n");
  try {
    running.server = serverOf(process, read(process), running);
    running.listening.use(running.server);
  } catch (error) {
    if (!(error instanceof CorefileError || error instanceof NetError)) throw error;
    const words = wordsFor(error);
    return yield* process.print(
      `[ERROR] Restart failed: ${words}\n[ERROR] plugin/reload: Corefile changed but reload failed: ${words}\n`,
    );
  }
  yield* process.print(`${reloadUs(running) === null ? "" : sumLine(running)}[INFO] Reloading complete\n`);
}

/** Still answers while it is a lame duck, so that those who know its address can forget it. */
function* goOut(process: Process, { listening, server }: Running, { signal }: Interrupted): Run<number> {
  if (signal === "INT") {
    yield* process.print("[INFO] SIGINT: Shutting down\n");
    return 0;
  }
  yield* process.print("[INFO] SIGTERM: Shutting down servers then terminating\n");
  for (const { lameduckUs = 0 } of server.plugins) {
    if (lameduckUs <= 0) continue;
    yield* process.print(`[INFO] plugin/health: Going into lameduck mode for ${durationText(lameduckUs)}\n`);
    const untilUs = process.nowUs + lameduckUs;
    while (process.nowUs < untilUs) {
      listening.acceptAll();
      yield { on: listening.queues, untilUs };
    }
  }
  return 0;
}

function serverOf(
  process: Process,
  blocks: readonly ServerBlock[],
  { listening, end }: Pick<Running, "listening" | "end">,
): DnsServer {
  const { machine } = process;
  const client = machine.plugged(IN_CLUSTER_CLIENT);
  return new DnsServer(blocks, {
    clock: machine.clock,
    prng: machine.prng,
    process,
    cluster: client === undefined ? null : new ClusterView(client),
    localIPs: listening.addresses,
    outside: null,
    log: (line) => void process.fds.get(1)?.stream.tryWrite(encodeUtf8(`${line}\n`)),
    die: (line) => {
      end.words ??= line;
      end.said.wake();
    },
    start: (run) => listening.start(run),
  });
}

function read(process: Process): ServerBlock[] {
  return parse(process, DnsServer.isDirective);
}

function parse(process: Process, isDirective: (name: string) => boolean): ServerBlock[] {
  const path = process.argv[process.argv.indexOf("-conf") + 1] ?? FILE;
  return parseCorefile(process.machine.fs.readText(path), { env: process.env, isDirective });
}

function reloadUs({ server }: Running): number | null {
  return server.plugins.find((plugin) => plugin.reloadUs !== undefined)?.reloadUs ?? null;
}

function sumLine({ sum }: Running): string {
  return `[INFO] plugin/reload: Running configuration SHA512 = ${sum}\n`;
}

function* complain(process: Process, error: unknown): Run<number> {
  if (error instanceof CorefileError || error instanceof NetError) yield* process.printError(`${wordsFor(error)}\n`);
  else if (error instanceof OsError)
    yield* process.printError(`loading Caddyfile via flag: open ${error.path}: no such file or directory\n`);
  else throw error;
  return 1;
}

function wordsFor(error: CorefileError | NetError): string {
  if (error instanceof CorefileError) return error.message;
  return error.code === "EADDRINUSE" ? "listen tcp :53: bind: address already in use" : error.message;
}
