/**
 * The hosts on the way and what fits through: datagrams that nobody may cut, as large as the way is known to carry.
 *
 * Models: iputils 20221126 tracepath.c
 * SIMPLIFIED: ways there and back are taken to be of one length, so nothing is said to be asymmetric; IPv4 only.
 */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { nameOfAddress, ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { Failure, fail } from "../failure.ts";
import { type Options, parseOptions } from "../options.ts";

const USAGE = `
Usage
  tracepath [options] <destination>

Options:
  -4             use IPv4
  -6             use IPv6
  -b             print both name and ip
  -l <length>    use packet <length>
  -m <hops>      use maximum <hops>
  -n             no dns name resolution
  -p <port>      use destination <port>
  -V             print version and exit
  <destination>  dns name or ip address

For more details see tracepath(8).
`;
const HEADERS = 28;
const LARGEST = 65_535;
const WAIT_US = 1_000_000;
const TRIES = 3;

interface Reply {
  readonly from: Ip;
  readonly tripUs: number;
  readonly end: "" | "reached" | "!H" | "!N" | "!P" | "!A";
}

export function* tracepath(process: Process): Run<number> {
  const options = parseOptions(process, { short: "46bhl:m:np:V", hint: USAGE, exitCode: 255 });
  if (options.has("V")) {
    yield* process.print(
      "tracepath from iputils 20221126\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes\n",
    );
    return 0;
  }
  const [host] = options.operands;
  if (host === undefined) throw new Failure(USAGE, 255);
  const to = yield* targetOf(process, host);
  const most = Number(options.value("m") ?? 30);
  const path = new Path(process, to, options);
  for (let ttl = 1; ttl <= most; ttl++) {
    const reply = yield* path.hop(ttl);
    if (reply === null) yield* process.print(`${String(ttl).padStart(2)}:  no reply\n`);
    else yield* process.print(`${String(ttl).padStart(2)}:  ${yield* path.lineOf(reply)}\n`);
    if (reply === null || reply.end === "") continue;
    const hops = reply.end === "reached" ? `hops ${ttl} back ${ttl} ` : "";
    yield* process.print(`     Resume: pmtu ${path.mtu} ${hops}\n`);
    return 0;
  }
  yield* process.print(`     Too many hops: pmtu ${path.mtu}\n     Resume: pmtu ${path.mtu} \n`);
  return 0;
}

function* targetOf(process: Process, host: string): Run<Ip> {
  try {
    return (yield* resolve(process.machine, host, { family: 4 })).addresses[0] as Ip;
  } catch (error) {
    if (error instanceof ResolveError) return fail(process, `${host}: ${error.message}`);
    throw error;
  }
}

class Path {
  readonly #process: Process;
  readonly #to: Ip;
  readonly #options: Options;
  #port: number;
  mtu: number;

  constructor(process: Process, to: Ip, options: Options) {
    this.#process = process;
    this.#to = to;
    this.#options = options;
    this.#port = Number(options.value("p") ?? 44_444);
    this.mtu = Number(options.value("l") ?? LARGEST);
  }

  /** Up to three datagrams with one TTL; more when they turn out too large. Null without an answer. */
  *hop(ttl: number): Run<Reply | null> {
    for (let tries = 0; tries < TRIES; tries++) {
      const reply = yield* this.#probe(ttl);
      if (reply === "too large") tries = -1;
      else if (reply !== null) return reply;
    }
    return null;
  }

  *#probe(ttl: number): Run<Reply | "too large" | null> {
    const { network } = this.#process.machine;
    const socket = network.sockets.bindUdp();
    const startUs = this.#process.nowUs;
    try {
      socket.sendTo(this.#to, this.#port++, new Uint8Array(Math.max(0, this.mtu - HEADERS)), {
        ttl,
        dontFragment: true,
      });
      for (;;) {
        const error = socket.tryReceiveError();
        if (error !== null) {
          const tripUs = this.#process.nowUs - startUs;
          if (error.type === 3 && error.code === 4) {
            yield* this.#learn(
              `${String(ttl).padStart(2)}:  ${yield* this.lineOf({ from: error.from, tripUs, end: "" })}`,
            );
            return "too large";
          }
          return { from: error.from, tripUs, end: endOf(error) };
        }
        if (this.#process.nowUs >= startUs + WAIT_US) return null;
        yield { on: [socket.readable], untilUs: startUs + WAIT_US, background: false };
      }
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      const known = network.stack.mtuTo(this.#to);
      if ((error.code !== "EMSGSIZE" || known >= this.mtu) && this.mtu !== LARGEST)
        throw new Failure(`${String(ttl).padStart(2)}:  send failed\n     Resume: pmtu ${this.mtu} \n`, 0);
      if (error.code !== "EMSGSIZE") {
        yield* this.#process.print(`${String(ttl).padStart(2)}:  send failed\n     Resume: pmtu ${this.mtu} \n`);
        return this.#process.quit(0);
      }
      yield* this.#learn(`${String(ttl).padStart(2)}?: ${"[LOCALHOST]".padEnd(32)} `);
      return "too large";
    } finally {
      socket.close();
    }
  }

  /** The kernel knows by now what the way carries. */
  *#learn(line: string): Run<void> {
    this.mtu = Math.min(this.mtu - 1, this.#process.machine.network.stack.mtuTo(this.#to));
    yield* this.#process.print(`${line}pmtu ${this.mtu}\n`);
  }

  *lineOf({ from, tripUs, end }: Reply): Run<string> {
    const address = formatIp(from);
    const name = this.#options.has("n") ? null : yield* nameOfAddress(this.#process.machine, from);
    const shown = this.#options.has("b") ? `${name ?? address} (${address})` : (name ?? address);
    const trip = `${String(Math.floor(tripUs / 1000)).padStart(3)}.${String(tripUs % 1000).padStart(3, "0")}ms `;
    return `${shown.padEnd(52)}${trip}${end}`;
  }
}

function endOf({ type, code }: { type: number; code: number }): Reply["end"] {
  if (type !== 3) return "";
  return ({ 0: "!N", 1: "!H", 2: "!P", 3: "reached", 9: "!A", 10: "!A", 13: "!A" } as const)[code] ?? "!A";
}
