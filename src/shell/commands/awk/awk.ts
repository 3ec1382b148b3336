/** The pattern scanning language. Models: POSIX awk(1), mawk 1.3.4 (Debian's awk), busybox editors/awk.c */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { closeInput, openInput, readText } from "../input.ts";
import { parseOptions } from "../options.ts";
import { AwkInterpreter } from "./interpreter.ts";
import { AwkError, unescapeValue } from "./lexer.ts";
import { type AwkDialect, parseAwk } from "./parse.ts";
import { RecordReader } from "./record-input.ts";
import { type AwkValue, fromInput, toNumber, toText } from "./values.ts";
import type { AwkVariables, MainInput } from "./variables.ts";

/** What mawk prints, and then ends well, when it gets no program. */
const USAGE = `Usage: mawk [Options] [Program] [file ...]

Program:
    The -f option value is the name of a file containing program text.
    If no -f option is given, a "--" ends option processing; the following
    parameters are the program text.

Options:
    -f program-file  Program  text is read from file instead of from the
                     command-line.  Multiple -f options are accepted.
    -F value         sets the field separator, FS, to value.
    -v var=value     assigns value to program variable var.
    --               unambiguous end of options.

    Implementation-specific options are prefixed with "-W".  They can be
    abbreviated:

    -W version       show version information and exit.
    -W dump          show assembler-like listing of program and exit.
    -W help          show this message and exit.
    -W interactive   set unbuffered output, line-buffered input.
    -W exec file     use file as program as well as last option.
    -W random=number set initial random seed.
    -W sprintf=number adjust size of sprintf buffer.
    -W posix_space   do not consider "\\n" a space.
    -W usage         show this message and exit.
`;

export function* awk(process: Process, flavour: Flavour): Run<number> {
  const isMawk = flavour.name === "gnu";
  const [, first = ""] = process.argv;
  if (isMawk && /^--./.test(first)) throw new Failure(`${process.name}: not an option: ${first}\n`, 2);
  const options = parseOptions(process, {
    short: "F:v:f:W:",
    stopsAtOperand: true,
    hint: isMawk ? "" : flavour.hint(process),
    exitCode: 2,
  });
  if (options.value("W") === "version") {
    yield* process.print("mawk 1.3.4 20200120\n");
    return 0;
  }
  const operands = [...options.operands];
  const source = options.has("f") ? yield* programFiles(process, options.values("f")) : operands.shift();
  if (source === undefined) throw new Failure(isMawk ? USAGE : flavour.hint(process), isMawk ? 0 : 1);
  const input = new OperandInput(process, operands, isMawk);
  const interpreter = new AwkInterpreter(process, parsed(process, source, isMawk ? "mawk" : "busybox"), input);
  const separator = options.value("F");
  if (separator !== undefined) interpreter.setVariable("FS", unescapeValue(separator));
  for (const text of options.values("v")) {
    const found = /^([A-Za-z_]\w*)=(.*)$/s.exec(text);
    if (found === null) throw new Failure(`awk: improper assignment: -v ${text}\n`, 2);
    interpreter.setVariable(found[1] as string, fromInput(unescapeValue(found[2] as string)));
  }
  interpreter.setArray(
    "ARGV",
    new Map<string, AwkValue>([
      ["0", "awk"],
      ...operands.map((word, i): [string, AwkValue] => [String(i + 1), fromInput(word)]),
    ]),
  );
  interpreter.setVariable("ARGC", operands.length + 1);
  const exitCode = yield* interpreter.run();
  return input.failed && exitCode === 0 ? 2 : exitCode;
}

function parsed(process: Process, source: string, dialect: AwkDialect) {
  try {
    return parseAwk(source, dialect);
  } catch (error) {
    if (error instanceof AwkError) throw new Failure(`${process.name}: ${error.message}\n`, 2);
    throw error;
  }
}

function* programFiles(process: Process, names: readonly string[]): Run<string> {
  let source = "";
  for (const name of names) {
    try {
      source += `${yield* readText(process, name)}\n`;
    } catch (error) {
      if (error instanceof OsError) throw new Failure(`${process.name}: cannot open ${name} (${error.message})\n`, 2);
      throw error;
    }
  }
  return source;
}

/** Files and assignments from ARGV, as it stands when its turn comes. */
class OperandInput implements MainInput {
  readonly #process: Process;
  readonly #given: number;
  readonly #endsAtMissing: boolean;
  #index = 1;
  #reader: RecordReader | null = null;
  #fd = 0;
  #anyFile = false;
  failed = false;

  constructor(process: Process, operands: readonly string[], endsAtMissing: boolean) {
    this.#process = process;
    this.#endsAtMissing = endsAtMissing;
    this.#given = operands.length;
  }

  *next(interpreter: AwkVariables): Run<string | null> {
    for (;;) {
      if (this.#reader === null && !(yield* this.#open(interpreter))) return null;
      const record = yield* (this.#reader as RecordReader).next(interpreter.text("RS"));
      if (record !== null) return record;
      this.skipFile();
    }
  }

  skipFile(): void {
    closeInput(this.#process, this.#fd);
    this.#reader = null;
  }

  *#open(interpreter: AwkVariables): Run<boolean> {
    const argv = interpreter.array("ARGV");
    const count = Math.max(toNumber(fromInput(interpreter.text("ARGC"))), this.#given === 0 ? 1 : 0);
    while (this.#index < count) {
      const word = toText(argv.get(String(this.#index++)));
      const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(word);
      if (word === "") continue;
      if (assignment !== null)
        interpreter.setVariable(assignment[1] as string, fromInput(unescapeValue(assignment[2] as string)));
      else if (yield* this.#openFile(interpreter, word)) return true;
    }
    if (this.#anyFile) return false;
    return yield* this.#openFile(interpreter, "-");
  }

  *#openFile(interpreter: AwkVariables, name: string): Run<boolean> {
    this.#anyFile = true;
    try {
      this.#fd = openInput(this.#process, name);
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      this.failed = true;
      yield* interpreter.streams.flush();
      const words = `${this.#process.name}: cannot open ${name} (${error.message})\n`;
      if (this.#endsAtMissing) throw new Failure(words, 2);
      yield* this.#process.printError(words);
      return false;
    }
    this.#reader = new RecordReader(this.#process, this.#fd);
    interpreter.setVariable("FILENAME", name === "-" ? "" : name);
    interpreter.setVariable("FNR", 0);
    return true;
  }
}
