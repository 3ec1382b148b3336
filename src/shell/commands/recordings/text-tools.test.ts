import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { given, runProgram } from "../../testing/given.ts";

interface Recording {
  readonly argv: readonly string[];
  readonly stdin: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

interface Recordings {
  readonly versions: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly cases: readonly Recording[];
}

const recordings: Recordings = JSON.parse(readFileSync(new URL("./text-tools.json", import.meta.url), "utf8"));

describe("the text and file tools print what the real ones were recorded to print", () => {
  for (const { argv, stdin, ...wanted } of recordings.cases)
    it(`${argv.join(" ")}${stdin === "" ? "" : " < …"}`, () => {
      const machine = given.machine({ files: recordings.files });
      const { program } = machine.executable(argv[0] as string, { cwd: "/" });
      expect(runProgram(machine, program, { argv, stdin })).toEqual(wanted);
    });
});
