/** awk's names: variables, arrays, the parameters of the functions that run, and the record they stand beside. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { AwkRuntimeError } from "./lexer.ts";
import { AwkRecord } from "./record.ts";
import { AwkStreams } from "./streams.ts";
import type { AwkExpression, AwkProgram } from "./syntax.ts";
import { type AwkValue, fromInput, toNumber, toText } from "./values.ts";

export type AwkArray = Map<string, AwkValue>;
export type Cell = { value: AwkValue; readonly origin?: Place } | { array: AwkArray };

/** The caller's name that a parameter without a value came from: it becomes an array when the parameter does. */
interface Place {
  readonly scope: Map<string, Cell>;
  readonly name: string;
}
/** What a statement says about what comes next. */
export type Flow = "go" | "break" | "continue" | "next" | "nextfile" | "exit" | "return";

/** Where the next record of the main input comes from. */
export interface MainInput {
  next(variables: AwkVariables): Run<string | null>;
  skipFile(): void;
}

export class AwkVariables {
  protected readonly process: Process;
  protected readonly program: AwkProgram;
  protected readonly input: MainInput;
  protected readonly globals = new Map<string, Cell>();
  protected readonly frames: Map<string, Cell>[] = [];
  protected readonly record: AwkRecord;
  readonly streams: AwkStreams;

  constructor(process: Process, program: AwkProgram, input: MainInput) {
    this.process = process;
    this.program = program;
    this.input = input;
    this.streams = new AwkStreams(process);
    this.record = new AwkRecord({ fs: () => this.text("FS"), ofs: () => this.text("OFS") });
    const defaults: Readonly<Record<string, AwkValue>> = {
      FS: " ",
      OFS: " ",
      ORS: "\n",
      RS: "\n",
      NR: 0,
      FNR: 0,
      SUBSEP: "\x1c",
      RSTART: 0,
      RLENGTH: -1,
      CONVFMT: "%.6g",
      OFMT: "%.6g",
      FILENAME: "",
    };
    for (const [name, value] of Object.entries(defaults)) this.globals.set(name, { value });
    this.setArray("ENVIRON", new Map([...process.env].map(([name, text]) => [name, fromInput(text)])));
  }

  setVariable(name: string, value: AwkValue): void {
    this.assign({ kind: "variable", name }, value, null);
  }

  setArray(name: string, array: AwkArray): void {
    this.globals.set(name, { array });
  }

  array(name: string): AwkArray {
    const cell = this.cell(name);
    if ("array" in cell) return cell.array;
    if (cell.value !== undefined) throw new AwkRuntimeError(`type error: ${name} is a scalar, used as an array`);
    const array: AwkArray = new Map();
    for (let at: Place | undefined = { scope: this.scope(name), name }; at !== undefined; ) {
      const there: Cell | undefined = at.scope.get(at.name);
      at.scope.set(at.name, { array });
      at = there !== undefined && "origin" in there ? there.origin : undefined;
    }
    return array;
  }

  text(name: string): string {
    const cell = this.cell(name);
    return "value" in cell ? toText(cell.value) : "";
  }

  count(name: string): void {
    const cell = this.globals.get(name);
    this.globals.set(name, { value: (cell !== undefined && "value" in cell ? toNumber(cell.value) : 0) + 1 });
  }

  protected variable(name: string): AwkValue {
    if (name === "NF") return this.record.count;
    const cell = this.cell(name);
    if ("array" in cell) throw new AwkRuntimeError(`type error: ${name} is an array, used as a scalar`);
    return cell.value;
  }

  protected cell(name: string): Cell {
    const scope = this.scope(name);
    const known = scope.get(name);
    if (known !== undefined) return known;
    const made: Cell = { value: undefined };
    scope.set(name, made);
    return made;
  }

  protected scope(name: string): Map<string, Cell> {
    const frame = this.frames.at(-1);
    return frame?.has(name) === true ? frame : this.globals;
  }

  protected read(target: AwkExpression, place: number | string | null): AwkValue {
    if (target.kind === "field") return this.record.field(place as number);
    if (target.kind === "element") return this.array(target.name).get(place as string);
    return target.kind === "variable" ? this.variable(target.name) : undefined;
  }

  protected assign(target: AwkExpression, value: AwkValue, place: number | string | null): void {
    if (target.kind === "field") this.record.setField(place as number, value);
    else if (target.kind === "element") this.array(target.name).set(place as string, value);
    else if (target.kind === "variable") {
      if (target.name === "NF") this.record.resize(toNumber(value));
      else this.scope(target.name).set(target.name, { value });
    }
  }

  protected refuse(what: string): never {
    throw new AwkRuntimeError(`${what} is not simulated here`);
  }
}
