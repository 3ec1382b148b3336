/**
 * The small network of this layer's tests:
 *
 *   left 10.1.0.2 --\
 *                    br0 10.1.0.1 [host] eth0 172.18.0.2 --- segment --- eth0 172.18.0.9 [outside]
 *   right 10.1.0.3 -/
 *
 * `host` forwards; `outside` has a route back to 10.1.0.0/16 through it.
 */
import { Clock } from "../../core/clock.ts";
import { cidr, formatIp, type Ip, ip } from "../../core/ip.ts";
import { Prng } from "../../core/prng.ts";
import { readSome, readToEnd, writeAll } from "../../core/stream-io.ts";
import { Task, type TaskEnd } from "../../core/task.ts";
import { type Stamped, Trace } from "../../core/trace.ts";
import { decodeUtf8, encodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import type { Device } from "../device.ts";
import type { NetEvent } from "../events.ts";
import { Bridge } from "../link/bridge.ts";
import { createPhysical, Segment } from "../link/segment.ts";
import { createVeth, type VethPair } from "../link/veth.ts";
import type { NetNamespace } from "../namespace.ts";
import { NetError } from "../net-error.ts";
import type { TableName } from "../netfilter/rule.ts";
import { Network } from "../network.ts";
import { accept, connectTcp } from "../socket/connect.ts";
import { parseRuleLine } from "./parse-rule.ts";
import { tellEvent } from "./tell.ts";

export class World {
  readonly clock = new Clock();
  readonly trace = new Trace<NetEvent>(this.clock);
  readonly network: Network;
  readonly host: NetNamespace;
  readonly bridge: Bridge;
  readonly left: NetNamespace;
  readonly right: NetNamespace;
  readonly outside: NetNamespace;
  readonly segment: Segment;
  readonly leftLink: VethPair;

  constructor(seed = 1) {
    const prng = new Prng(seed);
    this.network = new Network({ clock: this.clock, trace: this.trace, prng });
    this.host = this.network.createNamespace({ name: "host" });
    this.host.sysctls.ipForward = true;
    this.bridge = new Bridge(this.host, "br0");
    this.host.addAddress(this.bridge.device, "10.1.0.1/16");
    this.left = this.network.createNamespace({ name: "left" });
    this.right = this.network.createNamespace({ name: "right" });
    this.leftLink = this.#join(this.left, "10.1.0.2/16");
    this.#join(this.right, "10.1.0.3/16");
    this.segment = new Segment({ clock: this.clock, prng: prng.split("segment") });
    this.outside = this.network.createNamespace({ name: "outside" });
    this.host.addAddress(createPhysical(this.host, "eth0", { segment: this.segment }), "172.18.0.2/16");
    this.outside.addAddress(createPhysical(this.outside, "eth0", { segment: this.segment }), "172.18.0.9/16");
    this.outside.routes.add({ dst: cidr("10.1.0.0/16"), via: ip("172.18.0.2") });
    this.host.routes.add({ dst: cidr("0.0.0.0/0"), via: ip("172.18.0.9") });
  }

  get portOfLeft(): Device {
    return this.leftLink.b;
  }

  /** iptables-save's lines, `-t TABLE` before those that are not for nat. */
  rules(...lines: readonly string[]): void {
    for (const line of lines) {
      const { table, chain, rule } = parseRuleLine(line);
      const into = this.host.netfilter.table(table ?? ("nat" satisfies TableName));
      if (into.chain(chain) === undefined) into.newChain(chain);
      into.append(chain, rule);
    }
  }

  /** A server that says who it is and whom it sees, and then hangs up. */
  serve(namespace: NetNamespace, port: number): void {
    const listener = namespace.sockets.listenTcp({ port });
    this.start(
      (function* (clock: Clock): Run<void> {
        for (;;) {
          const socket = yield* accept(listener);
          const answer = encodeUtf8(`${namespace.name} sees ${formatIp(socket.remote.ip)}`);
          new Task(
            clock,
            (function* (): Run<void> {
              yield* readSome(socket);
              yield* writeAll(socket, answer);
              socket.close();
            })(),
            () => {},
          );
        }
      })(this.clock),
    );
  }

  /** What a client hears: the server's words, or the error. */
  ask(from: NetNamespace, to: string, port: number): string {
    const asked = this.run(
      (function* (): Run<string> {
        const socket = yield* connectTcp(from, { to: ip(to), port });
        yield* writeAll(socket, encodeUtf8("?"));
        const answer = yield* readToEnd(socket);
        const { error } = socket;
        socket.close();
        return error === null ? decodeUtf8(answer) : error.code;
      })(),
    );
    return asked;
  }

  /** A datagram to `port` and what comes back: words, an error, or silence. */
  askUdp(from: NetNamespace, to: string, port: number): string {
    const socket = from.sockets.bindUdp();
    socket.connect(ip(to), port);
    socket.send(encodeUtf8("?"));
    this.settle(5_000_000);
    const got = socket.tryReceive();
    socket.close();
    if (got === null) return "silence";
    return got instanceof NetError ? got.code : decodeUtf8(got.data);
  }

  /** Answers datagrams with who it is and whom it sees. */
  serveUdp(namespace: NetNamespace, port: number): void {
    const socket = namespace.sockets.bindUdp({ port });
    this.start(
      (function* (): Run<void> {
        for (;;) {
          const got = socket.tryReceive();
          if (got === null) yield { on: [socket.readable] };
          else if (!(got instanceof NetError))
            socket.sendTo(got.from, got.fromPort, encodeUtf8(`${namespace.name} sees ${formatIp(got.from)}`));
        }
      })(),
    );
  }

  /** Runs to the end; a NetError is its code. */
  run(program: Run<string>): string {
    let end: TaskEnd<string> | null = null;
    new Task(this.clock, program, (ended) => {
      end = ended;
    });
    while (end === null) if (!this.clock.runNext()) return "nothing ever happens";
    const done = end as TaskEnd<string>;
    if (done === "killed") return "killed";
    if ("value" in done) return done.value;
    if (done.error instanceof NetError) return done.error.code;
    throw done.error;
  }

  start(program: Run<void>): Task<void> {
    return new Task(this.clock, program, (end) => {
      if (end !== "killed" && "error" in end) throw end.error;
    });
  }

  /** Lets time pass. */
  settle(us = 1_000_000): void {
    this.clock.runUntil(this.clock.nowUs + us);
  }

  events<T extends NetEvent["type"]>(type: T): readonly Stamped<Extract<NetEvent, { type: T }>>[] {
    const fits = (event: Stamped<NetEvent>): event is Stamped<Extract<NetEvent, { type: T }>> => event.type === type;
    return this.trace.between(0).filter(fits);
  }

  /** Why packets ended, in order: `left: no-route`. */
  drops(): readonly string[] {
    return this.events("dropped").map(({ where, reason }) => `${where}: ${reason}`);
  }

  /** The whole story, for a failing test. */
  story(): string {
    return this.trace.between(0).map(tellEvent).join("\n");
  }

  #join(namespace: NetNamespace, address: string): VethPair {
    const link = createVeth({
      a: { namespace, name: "eth0" },
      b: { namespace: this.host, name: `veth-${namespace.name}` },
    });
    this.bridge.attach(link.b);
    namespace.addAddress(link.a, address);
    namespace.routes.add({ dst: cidr("0.0.0.0/0"), via: ip("10.1.0.1") as Ip });
    return link;
  }
}
