/** `read`, `mapfile`/`readarray`. Models: bash builtins/read.def, mapfile.def; POSIX XCU read. */
import type { Run } from "../../../sim/core/wait.ts";
import { held } from "../../../sim/os/process.ts";
import { Interrupted } from "../../../sim/os/signal.ts";
import { fromBytes } from "../../syntax/bytes.ts";
import { elementKey, parseReference } from "../expansion/subscript.ts";
import { quoteSingle } from "../quote.ts";
import { runText } from "../script.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError, ShellError } from "../shell-error.ts";
import { NAME } from "../variables.ts";
import { type Builtin, parseFlags, parseNumber } from "./builtin.ts";

const USAGE =
  "read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]";

interface Wanted {
  readonly fd: number;
  readonly delimiter: number;
  readonly isRaw: boolean;
  /** At most so many characters; `isExact` ignores the delimiter. */
  readonly limit: number | null;
  readonly isExact: boolean;
  readonly untilUs: number | null;
}

interface Got {
  /** What was read, an escaped character marked with a NUL before it. */
  readonly text: string;
  readonly end: "delimiter" | "limit" | "eof" | "timeout";
}

export const read: Builtin = {
  *run(shell, args) {
    const isBash = shell.dialect.id !== "dash";
    const { flags, values, rest } = parseFlags(args, isBash ? "ersa:d:i:n:N:p:t:u:" : "rp:", USAGE);
    for (const name of rest) {
      if (parseReference(name) !== null) continue;
      const { id, words } = shell.dialect;
      if (id !== "ash") throw new BuiltinError(words.badName(name), id === "bash" ? 1 : 2);
      yield* shell.printError(`${shell.name}: read: ${words.badName(`'${name}'`)}\n`);
      return 1;
    }
    if (rest.length === 0 && shell.dialect.id === "dash") throw new ShellError("read: arg count", "shell", 2);
    const wanted = wantedOf(shell, flags, values);
    const { tty } = shell.process;
    const isTerminal = tty !== null && shell.process.fds.get(wanted.fd)?.stream === tty.stream;
    if (values.has("p") && (isTerminal || shell.dialect.id !== "bash"))
      yield* shell.printError(values.get("p") as string);
    if (wanted.untilUs !== null && wanted.untilUs === shell.process.nowUs)
      return inputIsThere(shell, wanted.fd) ? 0 : 1;
    const before = tty?.mode;
    if (isTerminal && (flags.has("s") || wanted.limit !== null))
      tty.mode = { ...tty.mode, echo: !flags.has("s"), canonical: wanted.limit === null };
    try {
      const got = yield* readText(shell, wanted);
      store(shell, got, { names: rest, array: values.get("a"), isExact: wanted.isExact });
      return got.end === "timeout" ? 142 : got.end === "eof" ? 1 : 0;
    } finally {
      if (before !== undefined && tty !== null) tty.mode = before;
    }
  },
};

function wantedOf(shell: Shell, flags: ReadonlySet<string>, values: ReadonlyMap<string, string>): Wanted {
  const count = values.get("N") ?? values.get("n");
  const limit = count === undefined ? null : parseNumber(count);
  if (count !== undefined && (limit === null || limit < 0)) throw new BuiltinError(`${count}: invalid number`);
  const seconds = values.get("t");
  if (seconds !== undefined && !/^\d*\.?\d+$|^\d+\.$/.test(seconds))
    throw new BuiltinError(`${seconds}: invalid timeout specification`);
  const fdText = values.get("u") ?? "0";
  const fd = parseNumber(fdText);
  if (fd === null) throw new BuiltinError(`${fdText}: invalid file descriptor specification`);
  if (!shell.process.fds.has(fd))
    throw new BuiltinError(
      `${values.has("u") ? `${fd}: invalid file descriptor` : "read error: 0"}: Bad file descriptor`,
    );
  const delimiter = values.get("d");
  return {
    fd,
    delimiter: delimiter === undefined ? 10 : delimiter === "" ? 0 : delimiter.charCodeAt(0),
    isRaw: flags.has("r"),
    limit,
    isExact: flags.has("N"),
    untilUs: seconds === undefined ? null : shell.process.nowUs + Math.round(Number(seconds) * 1_000_000),
  };
}

function inputIsThere(shell: Shell, fd: number): boolean {
  const file = shell.process.file(fd);
  const got = file.tryRead(1);
  if (got === "would-block") return false;
  if (got !== "eof") file.unread(got);
  return true;
}

const BYTES_PER_US = 200;

/** Bytes up to the delimiter. What is read beyond it goes back. */
function* readText(shell: Shell, wanted: Wanted): Run<Got> {
  const line = new InputLine(wanted);
  for (;;) {
    const chunk = yield* readChunk(shell, wanted);
    if (chunk === "timeout") return { text: line.text(), end: "timeout" };
    if (chunk === null) return { text: line.text(), end: "eof" };
    const used = line.take(chunk);
    if (shell.charge(Math.floor(used / BYTES_PER_US))) yield* shell.rest();
    if (used < chunk.length) shell.process.file(wanted.fd).unread(chunk.subarray(used));
    if (line.end !== null) return { text: line.text(), end: line.end };
  }
}

function* readChunk(shell: Shell, { fd, untilUs }: Wanted): Run<Uint8Array | null | "timeout"> {
  const { process } = shell;
  const file = process.file(fd);
  for (;;) {
    const got = file.tryRead(65_536);
    if (got === "eof") return null;
    if (got !== "would-block") {
      if (shell.charge(2)) yield* shell.rest();
      return got;
    }
    if (untilUs !== null && process.nowUs >= untilUs) return "timeout";
    yield { on: [file.stream.readable, shell.traps.arrived], ...(untilUs === null ? {} : { untilUs }) };
    const [signal] = shell.traps.takePending();
    if (signal === undefined) continue;
    const command = shell.traps.get(signal);
    if (command !== undefined) yield* runText(shell, command, { line: shell.line, label: shell.name });
    if (signal === "INT" || shell.jump !== null) throw new Interrupted(signal);
  }
}

class InputLine {
  end: Got["end"] | null = null;
  readonly #wanted: Wanted;
  #bytes: number[] = [];
  #escaped = false;
  #characters = 0;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
  }

  /** How many of the bytes it took. */
  take(chunk: Uint8Array): number {
    const { delimiter, isRaw, limit, isExact } = this.#wanted;
    if (limit === 0) {
      this.end = "limit";
      return 0;
    }
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      if (this.#escaped) {
        this.#escaped = false;
        if (byte !== 10) this.#bytes.push(0, byte);
        if (byte === 10) continue;
      } else if (byte === 92 && !isRaw) {
        this.#escaped = true;
        continue;
      } else if (byte === delimiter && !isExact) {
        this.end = "delimiter";
        return i + 1;
      } else if (byte !== 0) this.#bytes.push(byte);
      if ((byte & 0xc0) !== 0x80) this.#characters++;
      const next = chunk[i + 1];
      if (limit !== null && this.#characters >= limit && (next === undefined ? byte < 0x80 : (next & 0xc0) !== 0x80)) {
        this.end = "limit";
        return i + 1;
      }
    }
    held(this.#bytes.length * 8);
    return chunk.length;
  }

  text(): string {
    return fromBytes(Uint8Array.from(this.#bytes));
  }
}

interface Destination {
  readonly names: readonly string[];
  readonly array: string | undefined;
  readonly isExact: boolean;
}

function store(shell: Shell, { text }: Got, { names, array, isExact }: Destination): void {
  const plain = (part: string): string => part.replaceAll("\0", "");
  if (array !== undefined) {
    if (!NAME.test(array)) throw new BuiltinError(`\`${array}': not a valid identifier`);
    const fields = split(shell, text, null);
    shell.variables.writable(array).map = null;
    shell.variables.forceList(array, fields.map(plain));
    return;
  }
  if (names.length === 0) {
    shell.variables.set("REPLY", plain(text));
    return;
  }
  const fields = isExact ? [text] : split(shell, text, names.length);
  for (const [i, name] of names.entries()) {
    const reference = parseReference(name);
    const value = plain(fields[i] ?? "");
    if (reference === null || reference.subscript === null) shell.variables.set(name, value);
    else shell.variables.setElement(reference.name, elementKey(shell, reference.name, reference.subscript), value);
  }
}

/** Splits by IFS into at most so many fields; the last takes the rest. A NUL protects the character behind it. */
function split(shell: Shell, text: string, count: number | null): string[] {
  const ifs = shell.variables.get("IFS") ?? " \t\n";
  if (ifs === "") return text === "" && count === null ? [] : [text];
  const isBlank = (char: string | undefined): boolean =>
    char !== undefined && ifs.includes(char) && " \t\n".includes(char);
  let at = 0;
  let end = text.length;
  while (isBlank(text[at]) && at < end) at++;
  while (end > at && isBlank(text[end - 1]) && text[end - 2] !== "\0") end--;
  const fields: string[] = [];
  while (at < end) {
    if (count !== null && fields.length === count - 1) {
      fields.push(lastField(text.slice(at, end), ifs));
      return fields;
    }
    let stop = at;
    while (stop < end && !(ifs.includes(text.charAt(stop)) && text[stop] !== "\0")) stop += text[stop] === "\0" ? 2 : 1;
    fields.push(text.slice(at, Math.min(stop, end)));
    at = stop;
    while (at < end && isBlank(text[at])) at++;
    if (at < end && ifs.includes(text.charAt(at)) && (at === stop || !isBlank(text[at])) && !isBlank(text[at])) {
      at++;
      while (at < end && isBlank(text[at])) at++;
    }
  }
  return fields;
}

/** `read a` with IFS=: of `x:` gives `x`: one delimiter at the end of the last field goes, if it is the only one. */
function lastField(text: string, ifs: string): string {
  const last = text.at(-1) as string;
  const isDelimiter = ifs.includes(last) && !" \t\n".includes(last) && text.at(-2) !== "\0";
  if (!isDelimiter) return text;
  const body = text.slice(0, -1);
  const others = [...body].some((char, i) => ifs.includes(char) && body[i - 1] !== "\0" && !" \t\n".includes(char));
  return others
    ? text
    : body.replace(/[ \t\n]+$/, (blanks) => ([...blanks].every((blank) => ifs.includes(blank)) ? "" : blanks));
}

const MAPFILE_USAGE =
  "mapfile: usage: mapfile [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]";

export const mapfile: Builtin = {
  *run(shell, args) {
    const { flags, values, rest } = parseFlags(args, "d:n:O:s:tu:C:c:", MAPFILE_USAGE);
    const name = rest[0] ?? "MAPFILE";
    if (!NAME.test(name)) throw new BuiltinError(`\`${name}': not a valid identifier`);
    const number = (letter: string): number => Number(values.get(letter) ?? 0);
    const fd = number("u");
    if (!shell.process.fds.has(fd)) throw new BuiltinError(`${fd}: invalid file descriptor: Bad file descriptor`);
    const delimiter = values.get("d");
    const wanted = {
      fd,
      delimiter: delimiter === undefined ? 10 : delimiter === "" ? 0 : delimiter.charCodeAt(0),
      isRaw: true,
      limit: null,
      isExact: false,
      untilUs: null,
    };
    const variable = shell.variables.writable(name);
    const list: string[] = values.has("O") ? (variable.list ?? []).slice() : [];
    const suffix = flags.has("t") ? "" : wanted.delimiter === 0 ? "" : String.fromCharCode(wanted.delimiter);
    const quantum = values.has("c") ? number("c") : 5000;
    let at = number("O");
    for (let line = 0; number("n") === 0 || line < number("s") + number("n"); line++) {
      const got = yield* readText(shell, wanted);
      if (got.end === "eof" && got.text === "") break;
      if (line < number("s")) continue;
      const text = got.text + (got.end === "eof" ? "" : suffix);
      const taken = line - number("s") + 1;
      if (values.has("C") && taken % quantum === 0)
        yield* runText(shell, `${values.get("C")} ${at} ${quoteSingle(text)}`, {
          line: shell.line,
          label: shell.name,
        });
      list[at++] = text;
      if (got.end === "eof") break;
    }
    variable.value = null;
    variable.list = list;
    return 0;
  },
};
