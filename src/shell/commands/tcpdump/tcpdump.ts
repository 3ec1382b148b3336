/**
 * Shows, keeps and reads what passes a machine's devices.
 *
 * Models: tcpdump 4.99 tcpdump.c, libpcap 1.10 pcap-linux.c
 * SIMPLIFIED: no rotated files, no time stamps finer than a microsecond, and a name once looked up is not asked again.
 */
import type { Run } from "../../../sim/core/wait.ts";
import { Capture, type CapturedFrame } from "../../../sim/net/capture/capture.ts";
import type { Device } from "../../../sim/net/device.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { Interrupted } from "../../../sim/os/signal.ts";
import { Failure } from "../failure.ts";
import { openFile } from "../input.ts";
import { userOf } from "../who/who-am-i.ts";
import { AddressBook } from "./address-book.ts";
import { parseTcpdumpArguments, type TcpdumpArguments, USAGE, VERSION } from "./arguments.ts";
import { cookedBytes } from "./cooked-bytes.ts";
import { compileFilter, type FilterNames, type Test } from "./filter.ts";
import { asciiDump, hexDump } from "./hex-dump.ts";
import { deviceList } from "./interfaces.ts";
import { LINK, viewOf } from "./packet-view.ts";
import { type PcapRecord, pcapHeader, pcapRecord, readPcap } from "./pcap-file.ts";
import { frameText, type PrintContext } from "./print-packet.ts";
import { timeText } from "./time-text.ts";

const LINK_NAMES: Readonly<Record<number, string>> = {
  [LINK.ethernet]: "EN10MB (Ethernet)",
  [LINK.raw]: "RAW (Raw IP)",
  [LINK.sll]: "LINUX_SLL (Linux cooked v1)",
  [LINK.sll2]: "LINUX_SLL2 (Linux cooked v2)",
};

export function* tcpdump(process: Process): Run<number> {
  const args = parseTcpdumpArguments(process);
  if (args === "version" || args === "help") {
    yield* process.print(args === "help" ? USAGE : VERSION);
    return 0;
  }
  if (args.lists) {
    yield* process.print(deviceList(process.machine.network));
    return 0;
  }
  return args.readFrom === null ? yield* live(process, args) : yield* fromFile(process, args, args.readFrom);
}

/** Names in a filter are looked up before it is compiled. */
function* namesIn(process: Process, expression: string): Run<FilterNames> {
  const found = new Map<string, readonly string[]>();
  for (const [, , name = ""] of expression.matchAll(
    /\b(host|src|dst)\s+(?!host|net|port|or|and|not)([A-Za-z][\w.-]*)/g,
  )) {
    try {
      const { addresses } = yield* resolve(process.machine, name, { family: 4 });
      found.set(
        name,
        addresses.map((ip) => (typeof ip === "number" ? dotted(ip) : "")),
      );
    } catch (error) {
      if (!(error instanceof ResolveError)) throw error;
    }
  }
  return { addresses: (name) => found.get(name) ?? null };
}

function dotted(ip: number): string {
  return `${ip >>> 24}.${(ip >>> 16) & 255}.${(ip >>> 8) & 255}.${ip & 255}`;
}

function* fromFile(process: Process, args: TcpdumpArguments, path: string): Run<number> {
  let bytes: Uint8Array;
  try {
    bytes = path === "-" ? yield* process.readToEnd(0) : process.machine.fs.readFile(path, process.cwd);
  } catch (error) {
    if (error instanceof OsError) throw new Failure(`tcpdump: ${path}: ${error.message}\n`, 1);
    throw error;
  }
  const file = readPcap(bytes);
  if (file === null) throw new Failure("tcpdump: unknown file format\n", 1);
  const { linkType, snapLength, records, mistake } = file;
  if (args.prints)
    yield* process.printError(
      `reading from file ${path}, link-type ${LINK_NAMES[linkType] ?? String(linkType)}, snapshot length ${snapLength}\n${linkType === LINK.sll2 ? "Warning: interface names might be incorrect\n" : ""}`,
    );
  const test = compileFilter(args.expression, yield* namesIn(process, args.expression), linkType);
  const showing = new Showing(process, args, { linkType, test });
  yield* showing.begin();
  for (const record of records) if ((yield* showing.take(record)) === "enough") break;
  if (args.onlyCounts) yield* process.print(`${showing.shown} packet${showing.shown === 1 ? "" : "s"}\n`);
  if (mistake !== null) throw new Failure(`tcpdump: pcap_loop: ${mistake}\n`, 1);
  return 0;
}

function deviceOf(process: Process, name: string | null): Device | null {
  const { devices } = process.machine.network;
  if (name === "any") return null;
  const numbered =
    name !== null && /^\d+$/.test(name) ? [...devices.values()].find(({ index }) => index === Number(name)) : undefined;
  const device =
    name === null
      ? [...devices.values()].find(({ isLoopback, up }) => !isLoopback && up)
      : (numbered ?? devices.get(name));
  if (device === undefined)
    throw new Failure(
      name === null
        ? "tcpdump: no suitable device found\n"
        : `tcpdump: ${name}: No such device exists\n(No such device exists)\n`,
      1,
    );
  if (!device.up) throw new Failure(`tcpdump: ${device.name}: That device is not up\n`, 1);
  return device;
}

function* live(process: Process, args: TcpdumpArguments): Run<number> {
  const device = deviceOf(process, args.device);
  const name = device?.name ?? "any";
  if (userOf(process).uid !== 0)
    throw new Failure(
      `tcpdump: ${name}: You don't have permission to perform this capture on that device\n(socket: Operation not permitted)\n`,
      1,
    );
  const linkType = device === null ? LINK.sll2 : hasEthernet(device) ? LINK.ethernet : LINK.raw;
  const test = compileFilter(args.expression, yield* namesIn(process, args.expression), linkType);
  if (device === null && args.writeTo === null) yield* process.printError("tcpdump: data link type LINUX_SLL2\n");
  const listening = `listening on ${name}, link-type ${LINK_NAMES[linkType]}, snapshot length ${args.snapLength} bytes\n`;
  const isQuiet = args.writeTo === null && args.style.verbosity === 0;
  yield* process.printError(
    isQuiet
      ? `tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n${listening}`
      : `tcpdump: ${listening}`,
  );
  const capture = new Capture(process.machine.network, device);
  for (const signal of ["INT", "TERM", "HUP"] as const) process.on(signal, "throw");
  const showing = new Showing(process, args, { linkType, test });
  let isInterrupted = false;
  try {
    yield* showing.begin();
    yield* follow(capture, showing, device === null);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    isInterrupted = true;
  } finally {
    capture.close();
  }
  for (const signal of ["INT", "TERM", "HUP"] as const) process.on(signal, "default");
  if (isInterrupted && args.prints) yield* process.print("\n");
  const { shown } = showing;
  yield* process.printError(
    `${packets(shown)} captured\n${packets(showing.seen)} received by filter\n${packets(capture.dropped)} dropped by kernel\n`,
  );
  return 0;
}

function packets(count: number): string {
  return `${count} packet${count === 1 ? "" : "s"}`;
}

function hasEthernet({ kind }: Device): boolean {
  return kind !== "ipip" && kind !== "wireguard";
}

function* follow(capture: Capture, showing: Showing, isAny: boolean): Run<void> {
  for (;;) {
    for (let frame = capture.tryRead(); frame !== null; frame = capture.tryRead())
      if ((yield* showing.takeFrame(frame, isAny)) === "enough") return;
    yield { on: [capture.readable] };
  }
}

/** Frames to lines or to a file, as far as the filter lets them and the count goes. */
class Showing {
  readonly #process: Process;
  readonly #args: TcpdumpArguments;
  readonly #linkType: number;
  readonly #test: Test;
  readonly #book: AddressBook;
  readonly #context: PrintContext;
  #file: number | null = null;
  #lastUs: number | null = null;
  #firstUs: number | null = null;
  shown = 0;
  seen = 0;

  constructor(process: Process, args: TcpdumpArguments, { linkType, test }: { linkType: number; test: Test }) {
    this.#process = process;
    this.#args = args;
    this.#linkType = linkType;
    this.#test = test;
    this.#book = new AddressBook(process, args.style.numeric);
    this.#context = { style: args.style, names: this.#book, conversations: new Map() };
  }

  *begin(): Run<void> {
    const { writeTo, snapLength } = this.#args;
    if (writeTo === null) return;
    this.#file = writeTo === "-" ? 1 : openFile(this.#process, writeTo, "write");
    yield* this.#process.write(this.#file, pcapHeader(this.#linkType, snapLength));
  }

  *takeFrame(frame: CapturedFrame, isAny: boolean): Run<"more" | "enough"> {
    const { direction } = this.#args;
    if (direction !== "inout" && direction !== frame.direction) return "more";
    const bytes = isAny ? cookedBytes(frame) : frame.bytes;
    const atUs = this.#process.machine.clock.epochMs * 1000 + frame.atUs;
    return yield* this.take({ atUs, length: bytes.length, bytes });
  }

  *take({ atUs, length, bytes: whole }: PcapRecord): Run<"more" | "enough"> {
    const { snapLength, count, prints, onlyCounts } = this.#args;
    const bytes = whole.length > snapLength ? whole.subarray(0, snapLength) : whole;
    const view = viewOf(bytes, length, this.#linkType);
    if (!this.#test(view)) return "more";
    this.seen++;
    this.shown++;
    if (this.#file !== null) yield* this.#process.write(this.#file, pcapRecord({ atUs, length, bytes }));
    if (prints && !onlyCounts) {
      yield* this.#book.meet(view);
      const number = this.#args.numbersLines ? `${String(this.shown).padStart(5)}  ` : "";
      yield* this.#process.print(
        `${number}${this.#time(atUs)}${frameText(view, this.#context)}${this.#dump(bytes, view.network)}\n`,
      );
    }
    return count !== null && this.shown >= count ? "enough" : "more";
  }

  #time(atUs: number): string {
    const previousUs = this.#args.time === 5 ? this.#firstUs : this.#lastUs;
    this.#firstUs ??= atUs;
    this.#lastUs = atUs;
    return timeText(atUs, this.#args.time, previousUs);
  }

  #dump(bytes: Uint8Array, network: number): string {
    const { dump, dumpsLink } = this.#args;
    const from = dumpsLink ? bytes : bytes.subarray(network);
    if (dump === "ascii") return asciiDump(from);
    return dump === "none" ? "" : hexDump(from, dump === "text");
  }
}
