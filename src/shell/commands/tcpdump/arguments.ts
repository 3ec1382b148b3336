/** tcpdump's command line. Models: tcpdump 4.99 tcpdump.c main() */
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { parseOptions } from "../options.ts";
import type { PrintStyle } from "./print-packet.ts";

export const VERSION = `tcpdump version 4.99.3
libpcap version 1.10.3 (with TPACKET_V3)
OpenSSL 3.0.19 27 Jan 2026
`;

export const USAGE = `${VERSION}Usage: tcpdump [-AbdDefhHIJKlLnNOpqStuUvxX#] [ -B size ] [ -c count ] [--count]
		[ -C file_size ] [ -E algo:secret ] [ -F file ] [ -G seconds ]
		[ -i interface ] [ --immediate-mode ] [ -j tstamptype ]
		[ -M secret ] [ --number ] [ --print ] [ -Q in|out|inout ]
		[ -r file ] [ -s snaplen ] [ -T type ] [ --version ]
		[ -V file ] [ -w file ] [ -W filecount ] [ -y datalinktype ]
		[ --time-stamp-precision precision ] [ --micro ] [ --nano ]
		[ -z postrotate-command ] [ -Z user ] [ expression ]
`;

export interface TcpdumpArguments {
  readonly device: string | null;
  readonly count: number | null;
  readonly readFrom: string | null;
  readonly writeTo: string | null;
  readonly snapLength: number;
  readonly expression: string;
  readonly style: PrintStyle;
  /** How often -t was given: 0 a time of day, 1 none, 2 seconds, 3 a difference, 4 with the date, 5 since the first. */
  readonly time: number;
  readonly dump: "none" | "hex" | "text" | "ascii";
  readonly dumpsLink: boolean;
  readonly direction: "in" | "out" | "inout";
  readonly prints: boolean;
  readonly numbersLines: boolean;
  readonly onlyCounts: boolean;
  readonly lists: boolean;
}

const LARGEST = 262_144;

export function parseTcpdumpArguments(process: Process): TcpdumpArguments | "version" | "help" {
  const options = parseOptions(process, {
    short: "AbDefhHIJKlLnNOpqStuUvxX#B:c:F:i:j:Q:r:s:T:w:y:Z:",
    long: {
      "list-interfaces": "D",
      "interface=": "i",
      "linktype=": "y",
      "direction=": "Q",
      "snapshot-length=": "s",
      version: "version",
      help: "h",
      number: "#",
      print: "print",
      count: "count",
      "immediate-mode": "immediate",
      "packet-buffered": "U",
      "no-promiscuous-mode": "p",
      "absolute-tcp-sequence-numbers": "S",
      "relinquish-privileges=": "Z",
      micro: "micro",
    },
    refused: { short: "dCEGMVWz", long: ["nano", "time-stamp-precision"] },
    hint: USAGE,
    exitCode: 1,
  });
  if (options.has("version")) return "version";
  if (options.has("h")) return "help";
  const numeric = options.has("n");
  const expression = options.has("F")
    ? process.machine.fs.readText(options.value("F") ?? "", process.cwd)
    : options.operands.join(" ");
  return {
    device: options.value("i") ?? null,
    count: countOf(options.value("c")),
    readFrom: options.value("r") ?? null,
    writeTo: options.value("w") ?? null,
    snapLength: snapLengthOf(options.value("s")),
    expression,
    style: {
      verbosity: options.count("v"),
      linkHeader: options.has("e"),
      quiet: options.has("q"),
      absolute: options.has("S"),
      numeric,
    },
    time: options.count("t"),
    dump: options.has("A") ? "ascii" : options.has("X") ? "text" : options.has("x") ? "hex" : "none",
    dumpsLink: options.count("x") > 1 || options.count("X") > 1,
    direction: directionOf(options.value("Q")),
    prints: !options.has("w") || options.has("print"),
    numbersLines: options.has("#"),
    onlyCounts: options.has("count"),
    lists: options.has("D"),
  };
}

function countOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d+$/.test(text) || Number(text) <= 0) throw new Failure(`tcpdump: invalid packet count ${text}\n`, 1);
  return Number(text);
}

function snapLengthOf(text: string | undefined): number {
  if (text === undefined) return LARGEST;
  if (!/^\d+$/.test(text) || Number(text) > LARGEST)
    throw new Failure(`tcpdump: invalid snaplen ${text} (must be >= 0 and <= ${LARGEST})\n`, 1);
  return Number(text) === 0 ? LARGEST : Number(text);
}

function directionOf(text: string | undefined): "in" | "out" | "inout" {
  if (text === undefined || text === "inout" || text === "in" || text === "out") return text ?? "inout";
  throw new Failure(`tcpdump: unknown capture direction '${text}'\n`, 1);
}
