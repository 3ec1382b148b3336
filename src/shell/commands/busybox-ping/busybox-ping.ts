/** BusyBox's ping. Models: busybox networking/ping.c. SIMPLIFIED: IPv4 only. */
import { formatIp, type Ip, parseIp } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import type { EchoAnswer } from "../../../sim/net/socket/icmp-socket.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ipv4First, ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { Interrupted } from "../../../sim/os/signal.ts";
import { AppletUsage, Failure, fail } from "../failure.ts";
import { type Options, parseOptions } from "../options.ts";

interface Settings {
  readonly count: number;
  readonly size: number;
  readonly ttl: number | null;
  readonly from: Ip | null;
  readonly intervalUs: number;
  readonly waitUs: number;
  readonly deadlineUs: number;
  readonly quiet: boolean;
}

export function* busyboxPing(process: Process): Run<number> {
  const hint = new AppletUsage("ping");
  if (process.argv[1] === "--help") throw new Failure(hint, 0);
  const options = parseOptions(process, { short: "46Ac:s:i:t:I:W:w:qp:", hint });
  const [host] = options.operands;
  if (host === undefined) throw new Failure(hint, 1);
  const settings = settingsOf(process, options);
  const last = process.argv[0] === "ping6" ? "6" : options.lastOf("4", "6");
  const to = yield* addressOf(process, host, last === undefined ? undefined : last === "6" ? 6 : 4);
  return yield* new Pinging(process, { host, to }, settings).run();
}

function* addressOf(process: Process, host: string, family: 4 | 6 | undefined): Run<Ip> {
  try {
    const found = yield* resolve(process.machine, host, family === undefined ? {} : { family });
    return ipv4First(found);
  } catch (error) {
    if (error instanceof ResolveError) return fail(process, `bad address '${host}'`);
    throw error;
  }
}

function settingsOf(process: Process, options: Options): Settings {
  const number = (key: string, otherwise: number): number => {
    const text = options.value(key);
    if (text === undefined) return otherwise;
    const fits = key === "i" ? /^\d+\.?\d*$/ : /^\d+$/;
    return fits.test(text) ? Number(text) : fail(process, `invalid number '${text}'`);
  };
  const source = options.value("I");
  const device = source === undefined ? undefined : process.machine.network.devices.get(source);
  const from = source === undefined ? null : (parseIp(source) ?? device?.addresses[0]?.ip ?? null);
  if (source !== undefined && from === null) fail(process, `can't find interface '${source}'`);
  return {
    count: number("c", 0),
    size: number("s", 56),
    ttl: options.has("t") ? number("t", 64) : null,
    from,
    intervalUs: Math.round(number("i", 1) * 1_000_000),
    waitUs: number("W", 10) * 1_000_000,
    deadlineUs: number("w", 0) * 1_000_000,
    quiet: options.has("q"),
  };
}

class Pinging {
  readonly #process: Process;
  readonly #host: string;
  readonly #to: Ip;
  readonly #settings: Settings;
  readonly #sentAtUs: number[] = [];
  readonly #seen = new Set<number>();
  #duplicates = 0;
  #fastestUs = Number.POSITIVE_INFINITY;
  #slowestUs = 0;
  #sumUs = 0;

  constructor(process: Process, { host, to }: { host: string; to: Ip }, settings: Settings) {
    this.#process = process;
    this.#host = host;
    this.#to = to;
    this.#settings = settings;
  }

  *run(): Run<number> {
    const process = this.#process;
    process.on("INT", "throw");
    const { from, size } = this.#settings;
    const via = from === null ? "" : ` from ${formatIp(from)}`;
    yield* process.print(`PING ${this.#host} (${formatIp(this.#to)})${via}: ${size} data bytes\n`);
    try {
      yield* this.#loop();
    } catch (error) {
      if (error instanceof NetError) {
        yield* process.printError(`${process.name}: sendto: ${error.message}\n`);
        return 1;
      }
      if (!(error instanceof Interrupted)) throw error;
    }
    yield* process.print(this.#report());
    return this.#seen.size === 0 ? 1 : 0;
  }

  *#loop(): Run<void> {
    const { count, size, ttl, from, intervalUs, waitUs, deadlineUs } = this.#settings;
    const process = this.#process;
    const startUs = process.nowUs;
    const socket = process.machine.network.sockets.openIcmp();
    try {
      for (let nextUs = startUs; ; ) {
        for (let answer = socket.tryReceive(); answer !== null; answer = socket.tryReceive()) yield* this.#take(answer);
        const sent = this.#sentAtUs.length;
        if (count > 0 && this.#seen.size >= count) return;
        const allSent = count > 0 && sent >= count;
        const lastChanceUs = (this.#sentAtUs.at(-1) ?? startUs) + Math.max(waitUs, 0);
        const now = process.nowUs;
        if ((deadlineUs > 0 && now >= startUs + deadlineUs) || (allSent && now >= lastChanceUs)) return;
        if (!allSent && now >= nextUs) {
          this.#sentAtUs.push(now);
          socket.sendEcho({
            to: this.#to,
            seq: sent & 0xffff,
            size,
            ...(ttl === null ? {} : { ttl }),
            ...(from === null ? {} : { from }),
          });
          nextUs = now + intervalUs;
          continue;
        }
        const wakeUs = Math.min(
          allSent ? lastChanceUs : nextUs,
          deadlineUs > 0 ? startUs + deadlineUs : Number.MAX_SAFE_INTEGER,
        );
        yield { on: [socket.readable], untilUs: wakeUs, background: count === 0 && deadlineUs === 0 };
      }
    } finally {
      socket.close();
    }
  }

  /** Errors are not shown unless -v, which there is none of: only replies are. */
  *#take({ type, seq, ttl, size, from }: EchoAnswer): Run<void> {
    if (type !== 0) return;
    const tripUs = this.#process.nowUs - (this.#sentAtUs[seq] ?? this.#process.nowUs);
    const duplicate = this.#seen.has(seq);
    if (duplicate) this.#duplicates++;
    this.#seen.add(seq);
    this.#sumUs += tripUs;
    this.#fastestUs = Math.min(this.#fastestUs, tripUs);
    this.#slowestUs = Math.max(this.#slowestUs, tripUs);
    if (this.#settings.quiet) return;
    const text = `${size + 8} bytes from ${formatIp(from)}: seq=${seq} ttl=${ttl} time=${threePlaces(tripUs)} ms`;
    yield* this.#process.print(`${text}${duplicate ? " (DUP!)" : ""}\n`);
  }

  #report(): string {
    const [sent, received] = [this.#sentAtUs.length, this.#seen.size];
    const duplicates = this.#duplicates > 0 ? `${this.#duplicates} duplicates, ` : "";
    const lost = sent === 0 ? "" : `, ${Math.floor(((sent - received) * 100) / sent)}% packet loss`;
    const head = `\n--- ${this.#host} ping statistics ---\n${sent} packets transmitted, ${received} packets received${duplicates === "" ? "" : `, ${duplicates.slice(0, -2)}`}${lost}\n`;
    if (received === 0) return head;
    const mean = Math.floor(this.#sumUs / (received + this.#duplicates));
    return `${head}round-trip min/avg/max = ${[this.#fastestUs, mean, this.#slowestUs].map(threePlaces).join("/")} ms\n`;
  }
}

function threePlaces(us: number): string {
  return (us / 1000).toFixed(3);
}
