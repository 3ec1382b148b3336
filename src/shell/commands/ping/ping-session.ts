/** One run of ping: sending on time, reading what comes back, and the account at the end. */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import type { EchoAnswer, IcmpSocket } from "../../../sim/net/socket/icmp-socket.ts";
import type { Process } from "../../../sim/os/process.ts";
import { nameOfAddress } from "../../../sim/os/resolver/resolve.ts";
import { Interrupted } from "../../../sim/os/signal.ts";
import { icmpWords } from "./icmp-words.ts";
import type { PingTarget } from "./ping.ts";
import { formatRoundTrip, PingStatistics } from "./ping-statistics.ts";

export interface PingSettings {
  readonly count: number | null;
  readonly intervalUs: number;
  readonly size: number;
  readonly ttl: number | null;
  readonly deadlineUs: number | null;
  /** How long the last packets are waited for. */
  readonly waitUs: number | null;
  readonly numeric: boolean;
  readonly quiet: boolean;
  readonly timestamps: boolean;
  readonly outstanding: boolean;
  readonly dontFragment: boolean;
  readonly from: Ip | null;
  readonly source: string | null;
  readonly audible: boolean;
}

const LINGER_US = 10_000_000;
const MIN_LINGER_US = 1_000_000;

export class PingSession {
  readonly #process: Process;
  readonly #target: PingTarget;
  readonly #settings: PingSettings;
  readonly #socket: IcmpSocket;
  readonly #statistics = new PingStatistics();
  readonly #sentAtUs = new Map<number, number>();
  readonly #names = new Map<Ip, string>();
  #nextSendUs: number;

  constructor(process: Process, target: PingTarget, settings: PingSettings) {
    this.#process = process;
    this.#target = target;
    this.#settings = settings;
    this.#socket = process.machine.network.sockets.openIcmp();
    this.#nextSendUs = process.nowUs;
  }

  *run(): Run<number> {
    const { size, source, from } = this.#settings;
    const via = from === null ? "" : ` from ${formatIp(from)} ${source === formatIp(from) ? "" : source}`.trimEnd();
    this.#process.on("INT", "throw");
    try {
      const { name, ip } = this.#target;
      yield* this.#process.print(
        typeof ip === "number"
          ? `PING ${name} (${formatIp(ip)})${via === "" ? "" : `${via}:`} ${size}(${size + 28}) bytes of data.\n`
          : `PING ${name}(${yield* this.#nameOf(ip)})${via === "" ? "" : `${via}:`} ${size} data bytes\n`,
      );
      yield* this.#loop();
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
    } finally {
      this.#socket.close();
    }
    yield* this.#process.print(this.#statistics.report(this.#target.name));
    return this.#exitCode();
  }

  #exitCode(): number {
    const { received } = this.#statistics;
    const { deadlineUs, count } = this.#settings;
    return received === 0 || (deadlineUs !== null && count !== null && received < count) ? 1 : 0;
  }

  *#loop(): Run<void> {
    const { count, deadlineUs } = this.#settings;
    const startUs = this.#process.nowUs;
    const endUs = deadlineUs === null ? Number.POSITIVE_INFINITY : startUs + deadlineUs;
    for (;;) {
      for (let answer = this.#socket.tryReceive(); answer !== null; answer = this.#socket.tryReceive())
        yield* this.#take(answer);
      if (this.#statistics.isComplete(count, deadlineUs !== null)) return;
      const now = this.#process.nowUs;
      const allSent = count !== null && this.#statistics.transmitted >= count && deadlineUs === null;
      if (now >= endUs || (allSent && now >= this.#lastChanceUs())) return;
      if (!allSent && now >= this.#nextSendUs) {
        yield* this.#send();
        continue;
      }
      const wakeUs = Math.min(endUs, allSent ? this.#lastChanceUs() : this.#nextSendUs);
      yield { on: [this.#socket.readable], untilUs: wakeUs, background: count === null && deadlineUs === null };
    }
  }

  /** After the last packet: twice the slowest round trip when anything came back at all, else the full time. */
  #lastChanceUs(): number {
    const { received, slowestUs, lastSentUs } = this.#statistics;
    const lingerUs = received > 0 ? Math.max(2 * slowestUs, MIN_LINGER_US) : (this.#settings.waitUs ?? LINGER_US);
    return lastSentUs + lingerUs;
  }

  *#send(): Run<void> {
    const { size, ttl, from, dontFragment, intervalUs, outstanding } = this.#settings;
    const seq = (this.#statistics.transmitted + 1) & 0xffff;
    if (outstanding && this.#sentAtUs.has(seq - 1) && !this.#statistics.hasAnswered(seq - 1))
      yield* this.#process.print(`${this.#stamp()}no answer yet for icmp_seq=${seq - 1}\n`);
    this.#sentAtUs.set(seq, this.#process.nowUs);
    this.#statistics.sent(this.#process.nowUs);
    this.#nextSendUs = this.#process.nowUs + intervalUs;
    try {
      this.#socket.sendEcho({
        to: this.#target.ip,
        seq,
        size,
        dontFragment,
        ...(ttl === null ? {} : { ttl }),
        ...(from === null ? {} : { from }),
      });
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      this.#statistics.failed(seq);
      const mtu = this.#process.machine.network.stack.mtuTo(this.#target.ip);
      const words =
        error.code === "EMSGSIZE" ? `local error: message too long, mtu=${mtu}` : `sendmsg: ${error.message}`;
      yield* this.#process.printError(`${this.#process.name}: ${words}\n`);
    }
  }

  *#take(answer: EchoAnswer): Run<void> {
    if (answer.type !== 0) {
      this.#statistics.failed(answer.seq);
      if (this.#settings.quiet) return;
      const from = yield* this.#nameOf(answer.from);
      yield* this.#process.print(`${this.#stamp()}From ${from} icmp_seq=${answer.seq} ${icmpWords(answer)}\n`);
      return;
    }
    const tripUs = this.#process.nowUs - (this.#sentAtUs.get(answer.seq) ?? this.#process.nowUs);
    const isDuplicate = this.#statistics.answered(answer.seq, tripUs);
    if (this.#settings.quiet) return;
    const from = yield* this.#nameOf(answer.from);
    yield* this.#process.print(
      `${this.#stamp()}${this.#settings.audible ? "\x07" : ""}${answer.size + 8} bytes from ${from}: icmp_seq=${answer.seq} ttl=${answer.ttl} time=${formatRoundTrip(tripUs)} ms${isDuplicate ? " (DUP!)" : ""}\n`,
    );
  }

  #stamp(): string {
    if (!this.#settings.timestamps) return "";
    const us = this.#process.machine.clock.epochMs * 1000 + this.#process.nowUs;
    return `[${Math.floor(us / 1_000_000)}.${String(us % 1_000_000).padStart(6, "0")}] `;
  }

  /** `name (address)`, as far as the address has a name; asked once for each. */
  *#nameOf(ip: Ip): Run<string> {
    const text = formatIp(ip);
    if (this.#settings.numeric || this.#target.isNumeric) return text;
    const known = this.#names.get(ip);
    if (known !== undefined) return known;
    const name = yield* nameOfAddress(this.#process.machine, ip);
    const shown = name === null ? text : `${name} (${text})`;
    this.#names.set(ip, shown);
    return shown;
  }
}
