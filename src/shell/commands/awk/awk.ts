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
import { parseAwk } from "./parse.ts";
import { RecordReader } from "./record-input.ts";
import { type AwkValue, fromInput, toNumber, toText } from "./values.ts";
import type { AwkVariables, MainInput } from "./variables.ts";

const USAGE = "usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]\n";

export function* awk(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "F:v:f:W:",
    long: { version: "V", "field-separator=": "F", "assign=": "v", "file=": "f" },
    stopsAtOperand: true,
    hint: flavour.name === "gnu" ? USAGE : flavour.hint(process),
    exitCode: 2,
  });
  if (options.has("V") || options.value("W") === "version") {
    yield* process.print("mawk 1.3.4 20200120\n");
    return 0;
  }
  const operands = [...options.operands];
  const source = options.has("f") ? yield* programFiles(process, options.values("f")) : operands.shift();
  if (source === undefined)
    throw new Failure(flavour.name === "gnu" ? USAGE : flavour.hint(process), flavour.name === "gnu" ? 2 : 1);
  const input = new OperandInput(process, operands);
  const interpreter = new AwkInterpreter(process, parsed(process, source), input);
  const separator = options.value("F");
  if (separator !== undefined) interpreter.setVariable("FS", separator === "t" ? "\t" : unescapeValue(separator));
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

function parsed(process: Process, source: string) {
  try {
    return parseAwk(source);
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
      if (error instanceof OsError)
        throw new Failure(`${process.name}: couldn't open file ${name}: ${error.message}\n`, 2);
      throw error;
    }
  }
  return source;
}

/** Files and assignments from ARGV, as it stands when its turn comes. */
class OperandInput implements MainInput {
  readonly #process: Process;
  readonly #given: number;
  #index = 1;
  #reader: RecordReader | null = null;
  #fd = 0;
  #anyFile = false;
  failed = false;

  constructor(process: Process, operands: readonly string[]) {
    this.#process = process;
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
      yield* this.#process.printError(`${this.#process.name}: cannot open ${name} (${error.message})\n`);
      return false;
    }
    this.#reader = new RecordReader(this.#process, this.#fd);
    interpreter.setVariable("FILENAME", name === "-" ? "" : name);
    interpreter.setVariable("FNR", 0);
    return true;
  }
}
