/**
 * Blocks from one file to another, with an account at the end.
 *
 * Models: coreutils src/dd.c
 * SIMPLIFIED: of conv only notrunc, lcase, ucase, sync and the ones that change nothing here (fsync, fdatasync,
 * noerror, excl and nocreat are told apart by nobody); flags are read and change nothing but `append` and `fullblock`.
 */
import { concatBytes } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { FileStream } from "../../../sim/os/vfs/open-file.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { openFile } from "../input.ts";
import { type Account, accountText, busyboxAccount } from "./account.ts";

interface Job {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly count: number;
  readonly skip: number;
  readonly seek: number;
  readonly conversions: ReadonlySet<string>;
  readonly status: string;
}

const CONVERSIONS = new Set("lcase ucase sync excl nocreat notrunc noerror fdatasync fsync sparse".split(" "));
const REFUSED = new Set("ascii ebcdic ibm block unblock swab".split(" "));
const FLAGS = new Set(
  "append direct directory dsync sync fullblock nonblock noatime nocache noctty nofollow count_bytes skip_bytes seek_bytes".split(
    " ",
  ),
);
const UNITS: Readonly<Record<string, number>> = { "": 1, c: 1, w: 2, b: 512 };
const POWERS = "KMGTPE";

export function* dd(process: Process, flavour: Flavour): Run<number> {
  const given = operandsOf(process, flavour);
  const job = jobOf(process, flavour, given);
  const input = open(process, given.get("if"), "read", 0);
  const appends = (given.get("oflag") ?? "").split(",").includes("append");
  const keeps = appends || job.conversions.has("notrunc") || job.seek > 0;
  const output = open(process, given.get("of"), appends ? "append" : keeps ? "read-write" : "write", 1);
  const startUs = process.nowUs;
  const account: Account = { inFull: 0, inPart: 0, outFull: 0, outPart: 0, bytes: 0 };
  yield* copy(process, job, { input, output, account });
  if (job.status !== "none") {
    const seconds = (process.nowUs - startUs) / 1e6;
    const tell = flavour.name === "gnu" ? accountText : busyboxAccount;
    yield* process.printError(tell(account, seconds, job.status === "noxfer"));
  }
  return 0;
}

function operandsOf(process: Process, flavour: Flavour): Map<string, string> {
  const names = "if of bs ibs obs cbs count skip seek iseek oseek conv iflag oflag status".split(" ");
  const given = new Map<string, string>();
  for (const word of process.argv.slice(1)) {
    if (word === "--") continue;
    const equals = word.indexOf("=");
    const name = word.slice(0, Math.max(0, equals));
    if (!names.includes(name)) wrongUsage(process, flavour, `unrecognized operand ${localeQuoted(process, word)}`, 1);
    given.set(name, word.slice(equals + 1));
  }
  return given;
}

function jobOf(process: Process, flavour: Flavour, given: ReadonlyMap<string, string>): Job {
  const number = (name: string, otherwise: number): number => {
    const text = given.get(name);
    return text === undefined ? otherwise : sizeOf(process, text);
  };
  const wrong = (what: string, word: string): never =>
    wrongUsage(process, flavour, `invalid ${what}: ${localeQuoted(process, word)}`, 1) as never;
  const conversions = (given.get("conv") ?? "").split(",").filter((word) => word !== "");
  for (const word of conversions) {
    if (REFUSED.has(word)) fail(process, `conv=${word} is not simulated here`);
    if (!CONVERSIONS.has(word)) wrong("conversion", word);
  }
  for (const [name, what] of [
    ["iflag", "input flag"],
    ["oflag", "output flag"],
  ] as const)
    for (const word of (given.get(name) ?? "").split(",")) if (word !== "" && !FLAGS.has(word)) wrong(what, word);
  const status = given.get("status") ?? "";
  if (!["", "none", "noxfer", "progress"].includes(status)) wrong("status level", status);
  const both = given.has("bs") ? number("bs", 512) : null;
  return {
    inputSize: Math.max(1, both ?? number("ibs", 512)),
    outputSize: Math.max(1, both ?? number("obs", 512)),
    count: number("count", Number.POSITIVE_INFINITY),
    skip: number("skip", number("iseek", 0)),
    seek: number("seek", number("oseek", 0)),
    conversions: new Set(conversions),
    status,
  };
}

/** `2k`, `1M`, `3x512`. */
function sizeOf(process: Process, text: string): number {
  const factors = text.split("x").map((factor) => {
    const [, digits, unit = "", suffix] = /^(\d+)(?:([cwb]?)|([kKMGTPE])(?:B|iB)?)$/.exec(factor) ?? [];
    if (digits === undefined) return fail(process, `invalid number: ${localeQuoted(process, text)}`);
    if (suffix === undefined) return Number(digits) * (UNITS[unit] as number);
    const base = factor.endsWith("B") && !factor.endsWith("iB") ? 1000 : 1024;
    return Number(digits) * base ** (POWERS.indexOf(suffix.toUpperCase()) + 1);
  });
  return factors.reduce((product, factor) => product * factor, 1);
}

function open(
  process: Process,
  path: string | undefined,
  mode: "read" | "write" | "append" | "read-write",
  fd: number,
): number {
  if (path === undefined) return fd;
  try {
    return openFile(process, path, mode);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    return fail(process, `failed to open '${path}': ${error.message}`);
  }
}

interface Ways {
  readonly input: number;
  readonly output: number;
  readonly account: Account;
}

function* copy(process: Process, job: Job, { input, output, account }: Ways): Run<void> {
  for (let skipped = 0; skipped < job.skip * job.inputSize; ) {
    const part = yield* process.read(input, Math.min(job.inputSize, job.skip * job.inputSize - skipped));
    if (part === null) return;
    skipped += part.length;
  }
  if (job.seek > 0) seek(process, output, job.seek * job.outputSize);
  for (let blocks = 0; blocks < job.count; blocks++) {
    const part = yield* process.read(input, job.inputSize);
    if (part === null) return;
    const isFull = part.length === job.inputSize;
    if (isFull) account.inFull++;
    else account.inPart++;
    yield* write(process, output, { bytes: converted(part, job), size: job.outputSize, account });
  }
}

/** SIMPLIFIED: only in files; a pipe is written from where it is. */
function seek(process: Process, fd: number, at: number): void {
  const { stream } = process.file(fd);
  if (stream instanceof FileStream) stream.seek(at);
}

function* write(
  process: Process,
  output: number,
  { bytes, size, account }: { readonly bytes: Uint8Array; readonly size: number; readonly account: Account },
): Run<void> {
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    if (part.length === size) account.outFull++;
    else account.outPart++;
    account.bytes += part.length;
    yield* process.write(output, part);
  }
}

function converted(block: Uint8Array, { conversions, inputSize }: Job): Uint8Array {
  let bytes = block;
  if (conversions.has("ucase")) bytes = bytes.map((byte) => (byte >= 97 && byte <= 122 ? byte - 32 : byte));
  if (conversions.has("lcase")) bytes = bytes.map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));
  if (!conversions.has("sync") || bytes.length === inputSize) return bytes;
  return concatBytes([bytes, new Uint8Array(inputSize - bytes.length)]);
}
