/** The first byte in which two files differ. Models: GNU diffutils 3.8 src/cmp.c, busybox editors/cmp.c */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, wrongUsage } from "../flavour.ts";
import { closeInput, openInput } from "../input.ts";
import { parseOptions } from "../options.ts";
import { Output } from "../output.ts";

export function* cmp(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "bi:ln:s",
    long: { "print-bytes": "b", "ignore-initial=": "i", verbose: "l", "bytes=": "n", quiet: "s", silent: "s" },
    hint: flavour.name === "gnu" ? "cmp: Try 'cmp --help' for more information.\n" : flavour.hint(process),
    exitCode: 2,
  });
  const [left, right = "-"] = options.operands;
  if (left === undefined) return wrongUsage(process, flavour, `missing operand after '${process.argv.at(-1)}'`, 2);
  const skip = Number(options.value("i") ?? 0);
  const most = Number(options.value("n") ?? Number.POSITIVE_INFINITY);
  const [a, b] = [
    yield* bytesOf(process, left, options.has("s")),
    yield* bytesOf(process, right, options.has("s")),
  ].map((bytes) => bytes.subarray(skip, skip + most)) as [Uint8Array, Uint8Array];
  const shared = Math.min(a.length, b.length);
  const out = new Output(process);
  let [line, differs] = [1, false];
  const width = String(Math.max(a.length, b.length)).length;
  for (let i = 0; i < shared; i++) {
    if (a[i] !== b[i]) {
      differs = true;
      if (options.has("s")) return 1;
      if (!options.has("l")) {
        yield* process.print(
          `${left} ${right} differ: byte ${i + 1}, line ${line}${options.has("b") ? detail(a[i] as number, b[i] as number) : ""}\n`,
        );
        return 1;
      }
      out.line(`${String(i + 1).padStart(width)} ${octal(a[i] as number)} ${octal(b[i] as number)}`);
      yield* out.drain();
    }
    if (a[i] === 10) line++;
  }
  yield* out.flush();
  if (a.length === b.length) return differs ? 1 : 0;
  if (options.has("s")) return 1;
  const shorter = a.length < b.length ? left : right;
  const where =
    shared === 0
      ? "which is empty"
      : options.has("l")
        ? `after byte ${shared}`
        : `after byte ${shared}, ${a[shared - 1] === 10 ? `line ${line - 1}` : `in line ${line}`}`;
  yield* process.printError(`cmp: EOF on ${shorter} ${where}\n`);
  return 1;
}

function octal(byte: number): string {
  return byte.toString(8).padStart(3);
}

function detail(a: number, b: number): string {
  const shown = (byte: number): string =>
    byte < 32 ? `^${String.fromCharCode(byte + 64)}` : String.fromCharCode(byte);
  return ` is ${octal(a)} ${shown(a)} ${octal(b)} ${shown(b)}`;
}

function* bytesOf(process: Process, name: string, isSilent: boolean): Run<Uint8Array> {
  try {
    const fd = openInput(process, name);
    const bytes = yield* process.readToEnd(fd);
    closeInput(process, fd);
    return bytes;
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    if (isSilent) process.quit(2);
    return fail(process, `${name}: ${error.message}`, 2);
  }
}
