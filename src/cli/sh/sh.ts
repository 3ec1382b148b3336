/** `hop sh`: a shell in a fresh cluster. Interactive on a terminal; else a script, run or typed. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { openSession, type Session } from "../../shell/session.ts";
import { SOFTWARE } from "../../shell/software.ts";
import { homeFiles } from "../home-files.ts";
import { SPEC_OPTIONS, SPEC_USAGE, sessionSpec } from "../session-spec.ts";
import { UsageError } from "../usage-error.ts";
import { interact } from "./interact.ts";

const USAGE = `usage: hop sh ${SPEC_USAGE}
              [--files DIR] [--json] [--typed] [SCRIPT|-]

A shell in a fresh cluster (default docker-desktop), with another number of nodes, kube-proxy mode or CNI if so said. On a terminal and without SCRIPT it is interactive.
SCRIPT (or - for standard input) is run by bash; with --typed its lines are typed at the terminal, one by one,
^C, ^D, ^Z and ^[ (Escape) alone on a line being the keys. --json prints one object for each line. The files in DIR are put into the
home folder. The exit code is the script's.
`;

export async function sh(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args);
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (positionals.length > 1)
    throw new UsageError(`sh: one SCRIPT, not ${positionals.length}: ${positionals.join(" ")}`);
  const source = positionals[0] ?? (process.stdin.isTTY ? null : "-");
  if (source === null && values.json === true) throw new UsageError("sh: --json wants a SCRIPT");
  const script = source === null ? null : readScript(source);
  const files = values.files === undefined ? {} : homeFiles(values.files);
  const session = openSession({ ...sessionSpec(values), files }, SOFTWARE);
  if (script === null) return interact(session);
  if (values.typed === true) return typeScript(session, script, values.json === true);
  return values.json === true ? runLines(session, script) : runWhole(session, script);
}

function readArgs(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...SPEC_OPTIONS, files: text, json: flag, typed: flag, help: { ...flag, short: "h" } },
    });
  } catch (error) {
    throw new UsageError(`sh: ${(error as Error).message}`);
  }
}

function readScript(source: string): string {
  try {
    return readFileSync(source === "-" ? 0 : source, "utf8");
  } catch (error) {
    throw new UsageError(`sh: cannot read ${source}: ${(error as Error).message}`);
  }
}

function typeScript(session: Session, script: string, json: boolean): number {
  const lines = script.split("\n");
  if (lines.at(-1) === "") lines.pop();
  let exitCode = 0;
  for (const typed of session.typed(lines)) {
    if (json) print(typed);
    else process.stdout.write(typed.screen);
    exitCode = typed.exitCode ?? exitCode;
  }
  return exitCode;
}

function runLines(session: Session, script: string): number {
  const { lines, exitCode } = session.runLines(script);
  for (const line of lines) print(line);
  return exitCode;
}

function runWhole(session: Session, script: string): number {
  const { stdout, stderr, exitCode } = session.run(script);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return exitCode;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
