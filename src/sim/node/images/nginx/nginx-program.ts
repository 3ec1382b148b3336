/**
 * The nginx binary: tests a configuration, tells a running nginx what to do, or is the one that runs.
 *
 * Models: nginx src/core/nginx.c, src/os/unix/ngx_process_cycle.c
 * SIMPLIFIED: a reload and an orderly end wait for no connection.
 */
import { Task } from "../../../core/task.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import { type Run, WaitQueue } from "../../../core/wait.ts";
import { slashDate } from "../../../net/http/http-date.ts";
import { isExpected } from "../../../net/http/is-expected.ts";
import { NetError } from "../../../net/net-error.ts";
import { EVERYWHERE } from "../../../net/socket/bound.ts";
import type { TcpListener } from "../../../net/socket/tcp-listener.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";
import type { Process } from "../../../os/process.ts";
import { secure } from "../../serving/secure.ts";
import { serveHttp, startUp } from "../server.ts";
import { NginxConfError } from "./nginx-conf.ts";
import { type LoadedNginx, loadNginx } from "./nginx-load.ts";
import { errorPage } from "./nginx-pages.ts";
import { answerRequest } from "./nginx-server.ts";
import { findServer, listensOf } from "./nginx-site.ts";

const PID_FILE = "/run/nginx.pid";
const SIGNALS = { stop: "TERM", quit: "QUIT", reload: "HUP", reopen: "USR1" } as const;

/** NGX_LISTEN_BACKLOG on Linux. */
const BACKLOG = 511;

export function* runNginx(process: Process): Run<number> {
  const { argv } = process;
  const software = `nginx/${process.env.get("NGINX_VERSION") ?? "1.29.4"}`;
  if (argv.includes("-v")) {
    yield* process.printError(`nginx version: ${software}\n`);
    return 0;
  }
  const after = (letter: string): string | undefined =>
    argv.includes(letter) ? argv[argv.indexOf(letter) + 1] : undefined;
  const file = after("-c") ?? "/etc/nginx/nginx.conf";
  if (argv.includes("-t") || argv.includes("-T")) return yield* testConfiguration(process, { file, software });
  const signal = after("-s");
  if (signal !== undefined) return yield* tellMaster(process, signal, { file, software });
  try {
    const loaded = yield* loadNginx(process, file, software);
    return yield* new Master(process, { file, software, loaded }).run();
  } catch (error) {
    if (!(error instanceof NginxConfError)) throw error;
    yield* process.printError(`${slashDate(process.machine.clock.nowMs)} [emerg] 1#1: ${error.message}\n`);
    yield* process.printError(`nginx: [emerg] ${error.message}\n`);
    return 1;
  }
}

interface Files {
  readonly file: string;
  readonly software: string;
}

function* testConfiguration(process: Process, { file, software }: Files): Run<number> {
  try {
    const { files, runtime } = yield* loadNginx(process, file, software);
    for (const warning of runtime.site.warnings) yield* process.printError(`nginx: [warn] ${warning}\n`);
    yield* process.printError(
      `nginx: the configuration file ${file} syntax is ok\nnginx: configuration file ${file} test is successful\n`,
    );
    if (process.argv.includes("-T"))
      for (const [path, text] of files)
        yield* process.print(`# configuration file ${path}:\n${text.endsWith("\n") ? text : `${text}\n`}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof NginxConfError)) throw error;
    yield* process.printError(`nginx: [emerg] ${error.message}\nnginx: configuration file ${file} test failed\n`);
    return 1;
  }
}

function* tellMaster(process: Process, signal: string, { file, software }: Files): Run<number> {
  const { fs, processes, clock } = process.machine;
  if (!Object.hasOwn(SIGNALS, signal)) {
    yield* process.printError(`nginx: invalid option: "-s ${signal}"\n`);
    return 1;
  }
  try {
    yield* loadNginx(process, file, software);
  } catch (error) {
    if (!(error instanceof NginxConfError)) throw error;
    yield* process.printError(
      `${slashDate(clock.nowMs)} [emerg] ${process.pid}#${process.pid}: ${error.message}\nnginx: [emerg] ${error.message}\n`,
    );
    return 1;
  }
  const pid = fs.exists(PID_FILE) ? fs.readText(PID_FILE).trim() : null;
  const now = `${slashDate(clock.nowMs)}`;
  if (pid === null) {
    yield* process.printError(`nginx: [error] open() "${PID_FILE}" failed (2: No such file or directory)\n`);
    return 1;
  }
  yield* process.printError(`${now} [notice] ${process.pid}#${process.pid}: signal process started\n`);
  const master = processes.get(Number(pid));
  if (master === undefined) {
    yield* process.printError(`nginx: [alert] kill(${pid}, 1) failed (3: No such process)\n`);
    return 1;
  }
  master.signal(SIGNALS[signal as keyof typeof SIGNALS]);
  return 0;
}

class Master {
  readonly #process: Process;
  readonly #files: Files;
  /** By port, and those of IPv6 by its negative. */
  readonly #listeners = new Map<number, TcpListener>();
  readonly #tasks = new Set<Task<void>>();
  readonly #told = new WaitQueue();
  #loaded: LoadedNginx;
  #order: "reload" | "end" | null = null;
  #worker = 29;

  constructor(process: Process, { loaded, ...files }: Files & { readonly loaded: LoadedNginx }) {
    this.#process = process;
    this.#files = files;
    this.#loaded = loaded;
  }

  *run(): Run<number> {
    const process = this.#process;
    for (const signal of ["TERM", "INT", "QUIT"] as const) process.on(signal, () => this.#give("end"));
    process.on("HUP", () => this.#give("reload"));
    process.on("USR1", "ignore");
    yield* startUp(process, 50_000);
    this.#notice('using the "epoll" event method');
    this.#notice(this.#files.software);
    this.#notice("start worker processes");
    this.#notice(`start worker process ${this.#worker}`);
    const taken = this.#listen();
    if (taken !== null) {
      yield* process.printError(`nginx: [emerg] bind() to 0.0.0.0:${taken} failed (98: Address already in use)\n`);
      return 1;
    }
    process.machine.fs.writeFile(PID_FILE, `${process.pid}\n`);
    try {
      for (;;) {
        if (this.#order === "end") return 0;
        if (this.#order === "reload") yield* this.#reload();
        for (const [port, listener] of this.#listeners) this.#acceptAll(listener, Math.abs(port));
        yield { on: [this.#told, ...[...this.#listeners.values()].map(({ acceptable }) => acceptable)] };
      }
    } finally {
      for (const listener of this.#listeners.values()) listener.close();
      for (const task of this.#tasks) task.kill();
    }
  }

  #give(order: "reload" | "end"): void {
    this.#order = order;
    this.#told.wake();
  }

  *#reload(): Run<void> {
    this.#order = null;
    this.#notice("signal 1 (SIGHUP) received, reconfiguring");
    this.#notice("reconfiguring");
    try {
      this.#loaded = yield* loadNginx(this.#process, this.#files.file, this.#files.software);
      this.#listen();
      this.#notice("start worker processes");
      this.#worker++;
      this.#notice(`start worker process ${this.#worker}`);
      this.#notice(`gracefully shutting down`, this.#worker - 1);
    } catch (error) {
      if (!(error instanceof NginxConfError)) throw error;
      this.#write(`[emerg] 1#1: ${error.message}`);
    }
  }

  /** Opens what is new, closes what is gone. The port that is taken, or null. */
  #listen(): number | null {
    const wanted = new Set(
      this.#loaded.runtime.site.servers.flatMap(({ ports, ports6 }) => [
        ...ports.map(({ port }) => port),
        ...ports6.map(({ port }) => -port),
      ]),
    );
    for (const [port, listener] of this.#listeners)
      if (!wanted.has(port)) {
        listener.close();
        this.#listeners.delete(port);
      }
    for (const port of wanted) {
      if (this.#listeners.has(port)) continue;
      try {
        const at = port < 0 ? { ip: EVERYWHERE, port: -port, isOnly6: true } : { port };
        this.#listeners.set(port, this.#process.machine.network.sockets.listenTcp({ ...at, backlog: BACKLOG }));
      } catch (error) {
        if (!(error instanceof NetError)) throw error;
        return Math.abs(port);
      }
    }
    return null;
  }

  #acceptAll(listener: TcpListener, port: number): void {
    for (let socket = listener.tryAccept(); socket !== null; socket = listener.tryAccept()) {
      const task: Task<void> = new Task(this.#process.machine.clock, this.#serve(socket, port), (end) => {
        this.#tasks.delete(task);
        if (end !== "killed" && "error" in end && !isExpected(end.error)) throw end.error;
      });
      this.#tasks.add(task);
    }
  }

  *#serve(socket: TcpSocket, port: number): Run<void> {
    try {
      const { runtime, identities, versions } = this.#loaded;
      const isSsl = runtime.site.servers.some((server) =>
        listensOf(server).some((listen) => listen.port === port && listen.isSsl),
      );
      if (!isSsl) {
        yield* serveHttp(socket, {
          answer: (exchange) => answerRequest(this.#loaded.runtime, exchange, { port, tlsVersion: null }),
        });
        return;
      }
      const { nowUs } = this.#process;
      const session = yield* secure(socket, {
        identify: (name) =>
          identities.get(findServer(runtime.site, port, name ?? "") ?? (runtime.site.servers[0] as never)) ?? null,
        alpn: ["http/1.1"],
        versions,
        prng: this.#process.machine.prng.split(`tls/${nowUs}/${socket.remote.port}`),
        toPlain: plainHttp(this.#files.software),
      });
      if (session === null) return;
      const arrival = { port, tlsVersion: session.version };
      yield* serveHttp(
        socket,
        { answer: (exchange) => answerRequest(this.#loaded.runtime, exchange, arrival) },
        session.stream,
      );
      session.stream.close();
    } finally {
      socket.close();
    }
  }

  #notice(text: string, worker = 1): void {
    this.#write(`[notice] ${worker}#${worker}: ${text}`);
  }

  #write(text: string): void {
    const line = `${slashDate(this.#process.machine.clock.nowMs)} ${text}\n`;
    this.#process.fds.get(2)?.stream.tryWrite(encodeUtf8(line));
  }
}

/** What somebody who speaks plain HTTP to a port for TLS is told. */
function plainHttp(software: string): string {
  const title = "400 The plain HTTP request was sent to HTTPS port";
  const body = errorPage(400, software)
    .replace("<title>400 Bad Request</title>", `<title>${title}</title>`)
    .replace("<hr>", `<center>${title.slice(4)}</center>\r\n<hr>`);
  return `HTTP/1.1 400 Bad Request\r\nServer: ${software}\r\nContent-Type: text/html\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
}
